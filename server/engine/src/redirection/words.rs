//! A verdict in words: what it means for candidates' mails, what to change, and what it follows from.

use types::{MessageId, TestId, Timestamp, Verdict, text::Lang};

use crate::{
    Engine, Result,
    authentication::Signature,
    connection_test::Known,
    discovery::providers::{self, Known as Provider},
    dns::is_at_or_below,
};

use super::{
    Found, Half, HandOver, Judged, SentMail, Shape,
    compare::EnvelopeChange,
    judge::{one, verdict},
    signatures,
};

/// A verdict as it is shown, in one language.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerdictWords {
    /// Which.
    pub verdict: Verdict,
    /// Its name.
    pub title: String,
    /// What it means for candidates' mails.
    pub means: String,
    /// What to change, step by step; what there is to be said of it.
    pub change: Vec<String>,
    /// What else is to be known.
    pub notes: Vec<String>,
    /// What came.
    pub mails: Vec<MailWords>,
}

/// One mail that came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MailWords {
    /// Which of the two, what became of it, and after how long.
    pub title: String,
    /// The message it is listed as.
    pub message: MessageId,
    /// Sent and found.
    pub rows: Vec<ComparedRow>,
    /// The servers it passed.
    pub hops: Vec<HopRow>,
}

/// A value as it was sent and as it was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ComparedRow {
    /// What it is.
    pub name: String,
    /// As sent.
    pub sent: String,
    /// As found.
    pub found: String,
    /// Whether nothing is wrong with it.
    pub is_fine: bool,
}

/// A server on the way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HopRow {
    /// Its name.
    pub name: String,
    /// How long it took to get there.
    pub took: String,
}

impl Engine {
    /// The verdict over a test; nothing while no server has taken a mail of it.
    pub(crate) async fn verdict_words(&self, test: TestId, lang: Lang) -> Result<Option<VerdictWords>> {
        let known = self.known_test(test).await?;
        let Some(judged) = verdict(&known.sent, &known.arrivals, self.now()) else { return Ok(None) };
        let keeper = self.keeper_of(&known.test.settings.custom_address).await;
        Ok(Some(words(&known, &judged, keeper, lang)))
    }
}

impl VerdictWords {
    /// The same as lines of plain text, for a report.
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        let t = lang.verdicts();
        let mut lines = vec![self.title.clone(), self.means.clone()];
        lines.extend(self.change.iter().chain(&self.notes).cloned());
        for mail in &self.mails {
            lines.push(mail.title.clone());
            lines.extend(
                mail.rows
                    .iter()
                    .map(|row| format!("  {}: {} {} | {} {}", row.name, t.sent, row.sent, t.found, row.found)),
            );
            lines.extend(mail.hops.iter().map(|hop| format!("  {}: {}", hop.name, hop.took)));
        }
        lines
    }
}

fn words(known: &Known, judged: &Judged, keeper: Option<&'static Provider>, lang: Lang) -> VerdictWords {
    let t = lang.verdicts();
    let key = judged.verdict.as_str();
    let settings = &known.test.settings;
    let address = settings.recruiting_address.as_str();
    let text = |key: String| t.by_key(&key).unwrap_or_default().replace("{address}", address);
    let mut change: Vec<String> = vec![text(format!("{key}_change"))];
    if !judged.verdict.proves_loop() && judged.verdict != Verdict::Damaged {
        let steps = at_provider(known, keeper, lang);
        change.extend(steps.map(|steps| steps.replace("{address}", address)));
    }
    let (mut title, mut means) = (text(key.to_owned()), text(format!("{key}_means")));
    let decisive = judged.decisive.and_then(|place| known.arrivals.get(place));
    if let Some(broken) = decisive.filter(|_| judged.verdict == Verdict::Damaged).and_then(only_signature) {
        title = t.changed.to_owned();
        (means, change) = signatures::broken_words(broken, lang);
    }
    let elsewhere = known.arrivals.iter().find_map(|found| found.arrival.elsewhere.as_ref());
    change.extend(elsewhere.map(|found| t.elsewhere(found, address)));
    change.retain(|step| !step.is_empty());
    if change.is_empty() {
        change.push(t.fine.to_owned());
    }
    VerdictWords {
        verdict: judged.verdict,
        title,
        means,
        change,
        notes: notes(known, judged, lang),
        mails: known.arrivals.iter().filter_map(|found| mail(known, found, lang)).collect(),
    }
}

/// The broken signature of a mail whose compared fields are as they were sent.
fn only_signature(found: &Found) -> Option<&Signature> {
    found.broken_signature().filter(|_| found.is_header_same())
}

fn notes(known: &Known, judged: &Judged, lang: Lang) -> Vec<String> {
    let t = lang.verdicts();
    let mut notes: Vec<String> = known.sent.iter().filter_map(|mail| not_sent(mail, lang)).collect();
    let of = |half: Half| judged.halves.iter().find(|(of, _)| *of == half).map(|(_, verdict)| *verdict);
    match (of(Half::Own), of(Half::Outside)) {
        (Some(Verdict::NothingYet), Some(other)) if other != Verdict::NothingYet => {
            notes.push(t.only_outside.to_owned())
        }
        (Some(other), Some(Verdict::NothingYet)) if other != Verdict::NothingYet => notes.push(t.only_own.to_owned()),
        _ => {}
    }
    notes.extend(judged.waited_secs.filter(|secs| *secs >= 60).map(|secs| t.waited(secs / 60)));
    let answers = known.arrivals.iter().filter(|found| found.shape == Shape::Answer);
    notes.extend(answers.map(|answer| t.answer(&answer.said)));
    for half in [Half::Own, Half::Outside] {
        let n = known.arrivals.iter().filter(|found| found.half == half && found.shape != Shape::Answer).count();
        if n > 1 {
            notes.push(t.also_twice(n));
        }
    }
    notes.dedup();
    notes
}

/// Why a mail was not sent.
fn not_sent(mail: &SentMail, lang: Lang) -> Option<String> {
    let t = lang.verdicts();
    match mail.hand_over {
        HandOver::NoRelay => Some(t.no_relay.to_owned()),
        HandOver::Refused(cause) if mail.half == Half::Outside => {
            Some(t.relay_refused(lang.causes().by_key(cause.id()).unwrap_or_default()))
        }
        HandOver::Planned if mail.half == Half::Outside => Some(t.relay_planned.to_owned()),
        _ => None,
    }
}

fn mail(known: &Known, found: &Found, lang: Lang) -> Option<MailWords> {
    let t = lang.verdicts();
    let sent = known.sent.iter().find(|mail| mail.half == found.half)?;
    if found.shape == Shape::Answer {
        return None;
    }
    let which = if found.half == Half::Own { t.own } else { t.outside };
    let shown = match one(sent, found) {
        Verdict::Damaged if only_signature(found).is_some() => t.changed,
        verdict => t.by_key(verdict.as_str()).unwrap_or_default(),
    };
    let after = sent.taken_at().map(|taken| t.arrived_after(span(taken, found.arrival.at, lang)));
    let title = format!("{which}: {shown}{}", after.map(|after| format!(", {after}")).unwrap_or_default());
    Some(MailWords {
        title,
        message: found.arrival.message,
        rows: rows(sent, found, lang),
        hops: hops(sent, found, lang),
    })
}

fn rows(sent: &SentMail, found: &Found, lang: Lang) -> Vec<ComparedRow> {
    let t = lang.verdicts();
    let or = |text: &str, otherwise: &str| if text.is_empty() { otherwise.to_owned() } else { text.to_owned() };
    let mut rows: Vec<ComparedRow> = found
        .arrival
        .headers
        .iter()
        .map(|header| ComparedRow {
            name: header.name.clone(),
            sent: or(&header.sent, t.not_sent),
            found: header.found.clone().unwrap_or_else(|| t.missing.to_owned()),
            is_fine: header.is_same(),
        })
        .collect();
    let envelope = or(&found.envelope.found, t.envelope_none);
    rows.push(ComparedRow {
        name: t.envelope.to_owned(),
        sent: sent.from.to_string(),
        found: match found.envelope.change {
            EnvelopeChange::Unchanged => envelope,
            EnvelopeChange::Srs => t.envelope_srs(envelope),
            EnvelopeChange::Mailbox => t.envelope_mailbox(envelope),
            EnvelopeChange::Other => t.envelope_other(envelope),
        },
        is_fine: true,
    });
    let added = |(name, value): &(String, String)| ComparedRow {
        name: name.clone(),
        sent: t.not_sent.to_owned(),
        found: value.clone(),
        is_fine: true,
    };
    rows.extend(signatures::rows(found, lang));
    rows.extend(found.traces.iter().map(added));
    rows
}

fn hops(sent: &SentMail, found: &Found, lang: Lang) -> Vec<HopRow> {
    let t = lang.verdicts();
    let mut before = sent.taken_at();
    let here = (t.here.to_owned(), Some(found.arrival.at));
    let passed = found.hops.iter().chain(std::iter::once(&here));
    passed
        .map(|(name, at)| {
            let took = match (before, *at) {
                (Some(before), Some(at)) => span(before, at, lang),
                (None, Some(_)) => "–".to_owned(),
                (_, None) => t.unknown_time.to_owned(),
            };
            before = at.or(before);
            HopRow { name: if name.is_empty() { t.unnamed.to_owned() } else { name.clone() }, took }
        })
        .collect()
}

/// The time between two moments. Servers' clocks differ: what lies before is told as none.
fn span(from: Timestamp, to: Timestamp, lang: Lang) -> String {
    let (t, secs) = (lang.verdicts(), to.millis_since(from).max(0) / 1_000);
    if secs < 120 { t.seconds(secs) } else { t.minutes(secs / 60, secs % 60) }
}

/// What to do at the provider, where that is known: at whoever keeps the mailbox, or else by the server that sends, or by
/// one that was passed.
fn at_provider(known: &Known, keeper: Option<&'static Provider>, lang: Lang) -> Option<&'static str> {
    /// Below these domains are servers that pass mails on.
    const ON_THE_WAY: &[(&str, &str)] = &[
        ("google.com", "google_workspace"),
        ("outlook.com", "microsoft365"),
        ("your-server.de", "hetzner"),
        ("ovh.net", "ovh"),
        ("agenturserver.de", "mittwald"),
    ];
    if let Some(keeper) = keeper {
        return keeper.text("redirection", lang);
    }
    let smtp = &known.test.settings.smtp;
    let host = smtp.host.trim().to_lowercase();
    let sending = providers::by_server(&host, &smtp.account, None);
    let hops = known.arrivals.iter().flat_map(|found| &found.hops).map(|(name, _)| name.to_lowercase());
    let passed = std::iter::once(host).chain(hops);
    let on_the_way = passed.filter_map(|name| ON_THE_WAY.iter().find(|(domain, _)| is_at_or_below(&name, domain)));
    let on_the_way = on_the_way.filter_map(|(_, id)| providers::by_id(id));
    sending.into_iter().chain(on_the_way).find_map(|known| known.text("redirection", lang))
}
