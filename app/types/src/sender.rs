//! Who sends a message: one pure function of the position's company, used wherever that question comes up.

use serde::{Deserialize, Serialize};

use crate::EmailAddress;

/// The part of a company's recruiting email settings that decides who sends.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SenderSettings {
    /// The custom email address, when one is used.
    pub custom_address: Option<EmailAddress>,
    /// Whether it sends through the company's own server.
    pub use_for_sending: bool,
}

/// Which server a message leaves through.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Route {
    /// The operator's default server.
    Relay,
    /// The main company's own server.
    MainServer,
    /// The subcompany's own server.
    SubcompanyServer,
}

/// From whom and through what messages leave, in what a screen says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Sending {
    /// The address of the sender.
    pub from: EmailAddress,
    /// Which server.
    pub route: Route,
    /// The name of the company whose server it is; of the relay, of the company that uses it.
    pub owner: String,
    /// The own server's name. Nothing for the relay, and nothing while its settings are incomplete: then messages wait.
    pub host: Option<String>,
}

/// The address a message is from, and the server it leaves through.
///
/// `subcompany` holds the settings and the tagged recruiting address of the position's subcompany, when it belongs
/// to one. A subcompany without a custom address of its own, or with the main company's, takes the main company's section
/// as a whole.
pub fn sender<'a>(
    main: &'a SenderSettings,
    main_recruiting: &'a EmailAddress,
    subcompany: Option<(&'a SenderSettings, &'a EmailAddress)>,
) -> (&'a EmailAddress, Route) {
    let is_mains = |address: &EmailAddress| main.custom_address.as_ref().is_some_and(|main| main.same_mailbox(address));
    if let Some((SenderSettings { custom_address: Some(address), use_for_sending }, recruiting)) = subcompany
        && !is_mains(address)
    {
        return if *use_for_sending { (address, Route::SubcompanyServer) } else { (recruiting, Route::Relay) };
    }
    match main {
        SenderSettings { custom_address: Some(address), use_for_sending: true } => (address, Route::MainServer),
        _ => (main_recruiting, Route::Relay),
    }
}

#[cfg(test)]
mod tests {
    use super::{Route, SenderSettings, sender};
    use crate::EmailAddress;

    fn address(text: &str) -> EmailAddress {
        text.parse().unwrap()
    }

    #[test]
    fn every_row_of_the_table() {
        let settings = |custom: Option<&str>, use_for_sending| SenderSettings {
            custom_address: custom.map(address),
            use_for_sending,
        };
        let (main_in, sub_in) = (address("acme-jobs@in.example"), address("acme-jobs+berlin@in.example"));
        let (own, sub_own) = (Some("jobs@acme.de"), Some("jobs@berlin.de"));
        for (main, sub, from, route) in [
            (settings(None, false), None, "acme-jobs@in.example", Route::Relay),
            (settings(None, true), None, "acme-jobs@in.example", Route::Relay),
            (settings(own, false), None, "acme-jobs@in.example", Route::Relay),
            (settings(own, true), None, "jobs@acme.de", Route::MainServer),
            (settings(own, true), Some(settings(None, true)), "jobs@acme.de", Route::MainServer),
            (settings(own, false), Some(settings(None, true)), "acme-jobs@in.example", Route::Relay),
            (settings(own, true), Some(settings(Some("Jobs@acme.de"), true)), "jobs@acme.de", Route::MainServer),
            (settings(own, false), Some(settings(own, true)), "acme-jobs@in.example", Route::Relay),
            (settings(None, false), Some(settings(sub_own, true)), "jobs@berlin.de", Route::SubcompanyServer),
            (settings(own, true), Some(settings(sub_own, true)), "jobs@berlin.de", Route::SubcompanyServer),
            (settings(own, true), Some(settings(sub_own, false)), "acme-jobs+berlin@in.example", Route::Relay),
        ] {
            let found = sender(&main, &main_in, sub.as_ref().map(|sub| (sub, &sub_in)));
            assert_eq!(found, (&address(from), route), "{main:?} {sub:?}");
        }
    }
}
