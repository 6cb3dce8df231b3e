//! Every way in which the receiver says no: the reply with its enhanced code (RFC 3463, RFC 2034), whether it counts
//! against the client, and whether the connection ends with it.

/// Why a command, or a message, is not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// A command nobody knows.
    Unknown,
    /// A command of RFC 5321 or an extension that is not offered.
    NotImplemented,
    /// A line that ends in a bare LF; only CR LF ends a line (RFC 5321 section 2.3.8).
    BareLineEnd,
    /// A line with control characters, or one that is not UTF-8.
    NotText,
    /// A line over the limit.
    LineTooLong,
    /// A line that does not end.
    LineEndless,
    /// Arguments that cannot be read, are missing, or are too many.
    Arguments,
    /// A sender that is no address.
    SenderSyntax,
    /// A recipient that is no address.
    RecipientSyntax,
    /// A parameter of MAIL or RCPT that is not offered (RFC 5321 section 4.1.1.11).
    Parameter,
    /// An address beyond ASCII without SMTPUTF8 (RFC 6531 section 3.5).
    NeedsUtf8,
    /// A command before HELO or EHLO.
    NoHello,
    /// HELO or EHLO where LMTP is spoken.
    SayLhlo,
    /// RCPT, DATA or BDAT before MAIL.
    NoMail,
    /// DATA or BDAT without an accepted recipient.
    NoRecipient,
    /// MAIL or RCPT within a transaction that is past them, or DATA after BDAT.
    OutOfOrder,
    /// STARTTLS over TLS.
    TlsAlready,
    /// A recipient that is not ours. Nothing is ever relayed.
    UnknownRecipient,
    /// More recipients than one message may have; the sender comes back with the others.
    TooManyRecipients,
    /// A message over the limit, declared or sent.
    TooLarge,
    /// A message over the limit that does not end.
    TooLargeEndless,
    /// The store does not answer.
    TryLater,
    /// The disk is nearly full (RFC 5321 section 4.5.5 has 452 for it).
    DiskLow,
    /// More is accepted and waits to be read than is good.
    Behind,
    /// More messages in a minute than one client may send.
    TooManyMessages,
    /// A client that spoke before it was greeted (RFC 5321 section 4.3.1).
    EarlyTalker,
    /// A balancer that does not say whose connection it is.
    NoProxyHeader,
    /// A chunk whose size cannot be read, so that nobody knows where the next command begins.
    ChunkUnreadable,
    /// A message sent along with a DATA command that was refused: what follows is not commands.
    EarlyData,
    /// A browser, or what makes one send this.
    OtherProtocol,
    /// Too many faults.
    TooManyErrors,
    /// Too many commands without effect.
    TooManyCommands,
    /// The client was silent, or slow, for too long.
    TimedOut,
    /// Postroom is stopping.
    Stopping,
}

impl Fault {
    /// The reply.
    pub const fn reply(self) -> &'static str {
        match self {
            Self::Unknown => "500 5.5.2 This command is not known\r\n",
            Self::NotImplemented => "502 5.5.1 This command is not offered\r\n",
            Self::BareLineEnd => "500 5.5.2 Lines must end in CR LF\r\n",
            Self::NotText => "500 5.5.2 This line has characters that are not allowed\r\n",
            Self::LineTooLong | Self::LineEndless => "500 5.5.2 This line is too long\r\n",
            Self::Arguments => "501 5.5.4 The arguments of this command cannot be read\r\n",
            Self::SenderSyntax => "501 5.1.7 This sender is not an address\r\n",
            Self::RecipientSyntax => "501 5.1.3 This recipient is not an address\r\n",
            Self::Parameter => "555 5.5.4 This parameter is not offered\r\n",
            Self::NeedsUtf8 => "553 5.6.7 This address needs the parameter SMTPUTF8\r\n",
            Self::NoHello => "503 5.5.1 Say EHLO first\r\n",
            Self::SayLhlo => "500 5.5.1 This is LMTP, say LHLO\r\n",
            Self::NoMail => "503 5.5.1 Say MAIL first\r\n",
            Self::NoRecipient => "503 5.5.1 There is no valid recipient\r\n",
            Self::OutOfOrder => "503 5.5.1 Not while a message is under way\r\n",
            Self::TlsAlready => "503 5.5.1 TLS is already in use\r\n",
            Self::UnknownRecipient => "550 5.1.1 There is no such address here\r\n",
            Self::TooManyRecipients => "452 4.5.3 Too many recipients, send the others separately\r\n",
            Self::TooLarge | Self::TooLargeEndless => "552 5.3.4 This message is too large\r\n",
            Self::TryLater => "451 4.3.0 Cannot be done now, try again later\r\n",
            Self::DiskLow => "452 4.3.1 There is not enough room on the disk, try again later\r\n",
            Self::Behind => "451 4.3.2 There is too much mail to be read first, try again later\r\n",
            Self::TooManyMessages => {
                "450 4.7.1 Too many messages from your network in a short time, try again later\r\n"
            }
            Self::EarlyTalker => "554 5.5.1 You spoke before you were greeted, closing\r\n",
            Self::NoProxyHeader => "421 4.3.5 The balancer in front does not speak the PROXY protocol, closing\r\n",
            Self::ChunkUnreadable => "501 5.5.4 The size of this chunk cannot be read, closing\r\n",
            Self::EarlyData => "421 4.7.0 The message was sent before its time, closing\r\n",
            Self::OtherProtocol => "421 4.7.0 This is a mail server, closing\r\n",
            Self::TooManyErrors => "421 4.7.0 Too many errors, closing\r\n",
            Self::TooManyCommands => "421 4.7.0 Too many commands without a message, closing\r\n",
            Self::TimedOut => "421 4.4.2 Waited too long, closing\r\n",
            Self::Stopping => "421 4.3.2 Going down for a moment, closing\r\n",
        }
    }

    /// Whether the connection ends with the reply.
    pub const fn closes(self) -> bool {
        matches!(
            self,
            Self::LineEndless
                | Self::TooLargeEndless
                | Self::ChunkUnreadable
                | Self::EarlyData
                | Self::OtherProtocol
                | Self::EarlyTalker
                | Self::NoProxyHeader
                | Self::TooManyErrors
                | Self::TooManyCommands
                | Self::TimedOut
                | Self::Stopping
        )
    }

    /// Whether it is the client's doing. What we lack, and recipients beyond the limit (RFC 5321 section 4.5.3.1.10), are not.
    pub const fn counts(self) -> bool {
        !matches!(self, Self::TooManyRecipients | Self::TryLater | Self::DiskLow | Self::Behind | Self::TooManyMessages)
    }
}
