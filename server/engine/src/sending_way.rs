//! As whom a company's messages leave and through which server, as the settings are at this moment: asked when a
//! message is sent, when it is written, and where the settings are shown.

use types::{CompanyId, EmailAddress, Problem, Route, SenderSettings, Sending, SmtpSettings, sender};

use crate::{Company, Engine, Result, Secret, recruiting_email::StoredSettings};

/// From whom, and through what.
#[derive(Clone, Debug)]
pub(crate) struct SendingWay {
    /// The address of the sender.
    pub from: EmailAddress,
    /// The name of the company that the position belongs to.
    pub from_name: String,
    /// Which server.
    pub route: Route,
    /// Whose server it is; of the relay, the company that uses it.
    pub company: CompanyId,
    /// The own server. Nothing for the relay, and nothing while the settings are incomplete: then the message waits.
    pub own_server: Option<OwnServer>,
}

/// A company's own server, ready to be used.
#[derive(Clone, Debug)]
pub(crate) struct OwnServer {
    pub settings: SmtpSettings,
    /// Nothing when it signs in by OAuth 2.
    pub password: Option<Secret>,
}

impl Engine {
    /// The way of messages about positions of this company.
    pub(crate) async fn sending_way(&self, company: CompanyId) -> Result<SendingWay> {
        let main = self.main_company().await?.ok_or(Problem::NotFound)?;
        let main_stored = self.stored_settings(main.id).await?;
        let main_recruiting = main.recruiting_address(&self.inner.mail_domain)?;
        let subcompany = if company == main.id { None } else { Some(self.subcompany_settings(company).await?) };
        let subcompany_sender = subcompany.as_ref().map(|(sub, stored)| {
            Ok::<_, crate::Error>((sender_settings(stored), sub.recruiting_address(&self.inner.mail_domain)?))
        });
        let subcompany_sender = subcompany_sender.transpose()?;
        let main_sender = sender_settings(&main_stored);
        let (from, route) = sender(
            &main_sender,
            &main_recruiting,
            subcompany_sender.as_ref().map(|(settings, recruiting)| (settings, recruiting)),
        );
        let name = subcompany.as_ref().map_or(&main.name, |(sub, _)| &sub.name);
        let (owner, own_server) = match (route, &subcompany) {
            (Route::SubcompanyServer, Some((sub, stored))) => (sub.id, own_server(stored)),
            (Route::MainServer, _) => (main.id, own_server(&main_stored)),
            _ => (company, None),
        };
        Ok(SendingWay { from: from.clone(), from_name: name.clone(), route, company: owner, own_server })
    }

    /// The same in what a screen says.
    pub(crate) async fn sending(&self, company: CompanyId) -> Result<Sending> {
        let way = self.sending_way(company).await?;
        Ok(Sending {
            from: way.from,
            route: way.route,
            owner: self.company(way.company).await?.name,
            host: way.own_server.map(|server| server.settings.host),
        })
    }

    async fn subcompany_settings(&self, company: CompanyId) -> Result<(Company, StoredSettings)> {
        Ok((self.company(company).await?, self.stored_settings(company).await?))
    }
}

fn sender_settings(stored: &StoredSettings) -> SenderSettings {
    SenderSettings {
        custom_address: stored.sender.address().ok().flatten(),
        use_for_sending: stored.smtp.use_for_sending,
    }
}

fn own_server(stored: &StoredSettings) -> Option<OwnServer> {
    let settings = stored.smtp.check(stored.provides(stored.smtp.sign_in_with)).ok()?;
    Some(OwnServer { settings, password: stored.password.clone() })
}
