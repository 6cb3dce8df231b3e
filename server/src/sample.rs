//! Sample applications, built as a candidate's mail program would.

use lettre::{
    Message,
    message::{Attachment, Mailbox, MultiPart, header::ContentType},
};
use types::Application;

use crate::failure::Failure;

/// A small file that PDF readers open; it stands for a CV.
const CV: &[u8] = b"%PDF-1.1\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 144]/Contents 4 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1\
/BaseFont/Helvetica>>>>>>>>endobj\n4 0 obj<</Length 54>>stream\nBT /F1 18 Tf 20 80 Td (Curriculum vitae, a sample) Tj ET\n\
endstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// The application as a message with text, HTML and a CV.
pub(crate) fn mail(application: &Application, mailbox: &str) -> Result<Vec<u8>, Failure> {
    let failure = |error: &dyn std::fmt::Display| Failure(format!("the sample application: {error}"));
    let from = application.address.parse().map_err(|error| failure(&error))?;
    let to: Mailbox = mailbox.parse().map_err(|error| failure(&error))?;
    let name = Some(application.name.trim()).filter(|name| !name.is_empty()).map(str::to_owned);
    let pdf = ContentType::parse("application/pdf").map_err(|error| failure(&error))?;
    let body = MultiPart::mixed()
        .multipart(MultiPart::alternative_plain_html(application.text.clone(), html(&application.text)))
        .singlepart(Attachment::new("CV.pdf".into()).body(CV.to_vec(), pdf));
    let message = Message::builder()
        .from(Mailbox::new(name, from))
        .to(to)
        .subject(&application.subject)
        .message_id(None)
        .multipart(body)
        .map_err(|error| failure(&error))?;
    Ok(message.formatted())
}

fn html(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let paragraphs: String =
        escaped.split("\n\n").map(|text| format!("<p>{}</p>", text.replace('\n', "<br>"))).collect();
    format!("<html><body>{paragraphs}</body></html>")
}
