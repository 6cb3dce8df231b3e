//! What is put below the answers of each company.

use leptos::prelude::*;
use types::Signature;

use crate::{
    parts::TextArea,
    post::{PostForm, Posting},
    visit::lang,
};

/// A text for each company, the main company's first.
pub fn signatures(signatures: Vec<Signature>, sign: Posting) -> AnyView {
    let t = lang().thread();
    let forms: Vec<_> = signatures.into_iter().map(|signature| one(signature, sign)).collect();
    view! {
        <section class="stack templates" aria-labelledby="signatures-title">
            <h2 id="signatures-title">{t.signatures}</h2>
            <p class="soft">{t.signatures_intro}</p>
            {forms}
        </section>
    }
    .into_any()
}

fn one(signature: Signature, sign: Posting) -> AnyView {
    let t = lang().thread();
    let id = format!("{}-signature", signature.company);
    view! {
        <PostForm posting=sign class="card boxed">
            <input type="hidden" name="company" value=signature.company.to_string()/>
            <div class="field">
                <label for=id.clone()>{t.signature_of(signature.company_name)}</label>
                <TextArea name="text" id value=signature.text rows=4/>
                <small hidden=signature.is_main>{t.signature_inherits}</small>
            </div>
            <div class="row-actions"><button>{t.change}</button></div>
        </PostForm>
    }
    .into_any()
}
