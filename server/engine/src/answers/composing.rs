//! What the form of an answer begins with.

use types::{AnswerForm, AnswerPosition, CandidateId, CompanyId, Composing, Me, PositionId, Problem, Route};

use crate::{
    Engine, Error, Result,
    db::{read, row},
};

/// Most positions to choose from: of more, the newest.
const POSITIONS_MAX: i64 = 50;
/// What mail programs put before the subject of an answer.
const REPLY_PREFIXES: [&str; 5] = ["re", "aw", "antw", "antwort", "sv"];

row! {
    struct PositionRow {
        id: Vec<u8>,
        title: String,
        company_id: Vec<u8>,
    }
}

row! {
    struct NewestRow {
        subject: String,
        from_address: String,
        position_id: Option<Vec<u8>>,
    }
}

impl Engine {
    /// The form as it was left, or as it begins.
    pub(crate) async fn composing(&self, me: &Me, candidate: CandidateId) -> Result<Composing> {
        let candidate = self.living(candidate).await?;
        let positions = self.answer_positions(me, candidate).await?;
        let addresses = self.addresses_of_candidate(candidate).await?;
        let (form, saved_at) = match self.draft(candidate, me.id).await? {
            Some((form, saved_at)) => (form, Some(saved_at)),
            None => (self.fresh_form(candidate, &positions, &addresses).await?, None),
        };
        Ok(Composing {
            candidate,
            preview: self.preview(me, candidate, &form).await?,
            form,
            now: self.now(),
            saved_at,
            files: self.draft_files(candidate, me.id).await?,
            positions,
            addresses,
            templates: self.template_names().await?,
        })
    }

    /// A form that answers the candidate's newest message.
    async fn fresh_form(
        &self,
        candidate: CandidateId,
        positions: &[AnswerPosition],
        addresses: &[String],
    ) -> Result<AnswerForm> {
        let newest: Option<NewestRow> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT subject, from_address, position_id FROM message
                 WHERE candidate_id = $1 AND state = 'candidate' AND kind <> 'report' ORDER BY received_at DESC, id DESC LIMIT 1",
            )
            .bind(candidate.as_bytes().as_slice())
            .fetch_optional(pool)
            .await?
        });
        let about = newest.as_ref().and_then(|row| PositionId::from_slice(row.position_id.as_deref()?));
        let is_offered = |id: &PositionId| positions.iter().any(|position| position.id == Some(*id));
        let position = about.filter(is_offered).or_else(|| positions.first()?.id);
        let wrote_from = newest.as_ref().map(|row| row.from_address.to_lowercase());
        // A job board or an assistant may have sent it: only the candidate's own addresses are proposed.
        let to = addresses.iter().find(|address| Some(*address) == wrote_from.as_ref()).or_else(|| addresses.first());
        Ok(AnswerForm {
            position: position.map(|id| id.to_string()).unwrap_or_default(),
            to: to.cloned().unwrap_or_default(),
            subject: newest.map(|row| reply_subject(&row.subject)).unwrap_or_default(),
            seen: self.newest_moment(candidate).await?,
            ..AnswerForm::default()
        })
    }

    /// The candidate's positions, those still open first, then none.
    async fn answer_positions(&self, me: &Me, candidate: CandidateId) -> Result<Vec<AnswerPosition>> {
        let rows: Vec<PositionRow> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT p.id, p.title, p.company_id FROM application a JOIN position p ON p.id = a.position_id
                 WHERE a.candidate_id = $1
                 ORDER BY CASE WHEN a.stage IN ('hired', 'rejected', 'withdrawn') THEN 1 ELSE 0 END, a.applied_at DESC, a.id DESC
                 LIMIT $2",
            )
            .bind(candidate.as_bytes().as_slice())
            .bind(POSITIONS_MAX)
            .fetch_all(pool)
            .await?
        });
        let mut positions = Vec::with_capacity(rows.len() + 1);
        for row in rows {
            let id = PositionId::from_slice(&row.id).ok_or(Error::Stored("position id"))?;
            let company = CompanyId::from_slice(&row.company_id).ok_or(Error::Stored("company id"))?;
            positions.push(self.answer_position(me, Some(id), row.title, company).await?);
        }
        let main = self.main_company().await?.ok_or(Problem::NotFound)?.id;
        positions.push(self.answer_position(me, None, String::new(), main).await?);
        Ok(positions)
    }

    async fn answer_position(
        &self,
        me: &Me,
        id: Option<PositionId>,
        title: String,
        company: CompanyId,
    ) -> Result<AnswerPosition> {
        let sending = self.sending(company).await?;
        let can_leave = if sending.route == Route::Relay { self.has_relay() } else { sending.host.is_some() };
        Ok(AnswerPosition {
            id,
            title,
            sending,
            can_leave,
            signature: self.signature(company, &me.name).await?.trim_start().to_owned(),
        })
    }
}

/// The subject of an answer: never "Re: Re:".
fn reply_subject(subject: &str) -> String {
    let mut rest = subject.trim();
    while let Some((prefix, after)) = rest.split_once(':') {
        // Some programs count: "Re[2]:", "AW (3):".
        let word = prefix.trim_end_matches(|c: char| c.is_ascii_digit() || "[]() ".contains(c));
        if !REPLY_PREFIXES.contains(&word.trim().to_lowercase().as_str()) {
            break;
        }
        rest = after.trim();
    }
    if rest.is_empty() { String::new() } else { format!("Re: {rest}") }
}

#[cfg(test)]
mod tests {
    use super::reply_subject;

    #[test]
    fn answers_are_marked_once() {
        for (subject, answer) in [
            ("Application", "Re: Application"),
            ("Re: Application", "Re: Application"),
            ("RE: AW: Re[2]: Antw: Application", "Re: Application"),
            ("Fwd: Application", "Re: Fwd: Application"),
            ("Baker: full time", "Re: Baker: full time"),
            ("Re:", ""),
            ("", ""),
        ] {
            assert_eq!(reply_subject(subject), answer, "{subject}");
        }
    }
}
