//! What a page asks the server for, and asks for again when it changed.
//!
//! An answer travels as text and is read where it is shown. So the browser holds one kind of resource and one way of
//! calling, however many calls there are: with both for each of them its code would be half as large again.

mod refresh;

use std::{marker::PhantomData, pin::Pin};

use leptos::{prelude::*, server::codee::string::FromToStringCodec};
use serde::{Serialize, de::DeserializeOwned};
use server_fn::{Http, ServerFn, codec::PostUrl};

use self::refresh::Refresh;
use crate::{
    CallError,
    call::{Record, Said},
};

/// An answer that is there, or on its way.
#[derive(Debug)]
pub struct Answer<T> {
    said: Resource<Said, FromToStringCodec>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Answer<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Answer<T> {}

/// A server function that answers with [`Record`], as all of ours do.
pub trait Call:
    ServerFn<Error = CallError, Protocol = Http<PostUrl, Record>> + Serialize + DeserializeOwned + 'static
{
}

impl<F> Call for F where
    F: ServerFn<Error = CallError, Protocol = Http<PostUrl, Record>> + Serialize + DeserializeOwned + 'static
{
}

type Question = Box<dyn Fn() -> Option<String> + Send + Sync>;
type Asking = Pin<Box<dyn Future<Output = Said> + Send>>;

/// Asks, and asks again when the question is another one or `changes` has grown. Changes that come while an answer is
/// awaited lead to one more question.
pub fn ask<F>(
    question: impl Fn() -> F + Send + Sync + 'static,
    changes: impl Fn() -> u32 + Send + Sync + 'static,
) -> Answer<F::Output>
where
    F: Call,
    F::Output: Serialize,
{
    let question = Box::new(move || Some(encoded(&question())));
    Answer { said: resource(question, Box::new(changes), asking::<F>), of: PhantomData }
}

/// Asks as [`ask`] does, while there is a question; without one the answer is nothing.
pub fn ask_if<F>(
    question: impl Fn() -> Option<F> + Send + Sync + 'static,
    changes: impl Fn() -> u32 + Send + Sync + 'static,
) -> Answer<Option<F::Output>>
where
    F: Call,
    F::Output: Serialize,
{
    let question = Box::new(move || question().as_ref().map(encoded));
    let asking = |question| Box::pin(async move { asking::<F>(question).await.perhaps() }) as Asking;
    Answer { said: resource(question, Box::new(changes), asking), of: PhantomData }
}

impl<T: DeserializeOwned + 'static> Answer<T> {
    /// What is shown of it: `next` of what was shown and the answer. A page that is drawn once has no memo for it: one may
    /// be asked by one thread while the answer comes on another, and would keep that there was none, so that the browser
    /// could not take the page over.
    pub fn shown<U: Clone + PartialEq + Send + Sync + 'static>(
        self,
        next: impl Fn(Option<&U>, Option<Result<T, CallError>>) -> Option<U> + Send + Sync + 'static,
    ) -> Signal<Option<U>> {
        if cfg!(feature = "ssr") {
            Signal::derive(move || next(None, self.get()))
        } else {
            Memo::new(move |old: Option<&Option<U>>| next(old.and_then(Option::as_ref), self.get())).into()
        }
    }

    /// The answer as far as it is known. To be called below a `Transition` or `Suspense` only.
    pub fn get(self) -> Option<Result<T, CallError>> {
        self.said.get().map(|said| said.read())
    }
}

fn encoded<F: Serialize>(question: &F) -> String {
    // Arguments of calls are flat records of words and numbers, which can always be written so.
    serde_qs::to_string(question).unwrap_or_default()
}

fn resource(
    question: Question,
    changes: Box<dyn Fn() -> u32 + Send + Sync>,
    asking: fn(String) -> Asking,
) -> Resource<Said, FromToStringCodec> {
    let refresh = Refresh::follow(changes);
    Resource::new_str(
        move || (question(), refresh.question()),
        move |(question, n)| {
            let asked = question.map(asking);
            Box::pin(async move {
                let said = match asked {
                    Some(asked) => asked.await,
                    None => Said::nothing(),
                };
                refresh.answered(n);
                said
            }) as Asking
        },
    )
}

#[cfg(feature = "ssr")]
fn asking<F>(question: String) -> Asking
where
    F: Call,
    F::Output: Serialize,
{
    Box::pin(async move {
        match serde_qs::from_str::<F>(&question) {
            Ok(call) => call.run_body().await.map_or_else(|error| Said::error(&error), |value| Said::value(&value)),
            Err(_) => Said::error(&types::Problem::BadRequest.into()),
        }
    })
}

#[cfg(not(feature = "ssr"))]
fn asking<F: Call>(question: String) -> Asking {
    // The browser has one thread.
    Box::pin(send_wrapper::SendWrapper::new(crate::call::call(F::PATH, question)))
}
