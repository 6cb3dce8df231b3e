//! What servers say when they do not take a message, in lower case, by reason; the telling ones first. English and
//! German. A bar stands between phrases.

use types::ReportReason::{self, *};

/// Reasons and their phrases, in the order in which they are looked for.
pub(super) const PHRASES: &[(ReportReason, &str)] = &[
    (
        MailLoop,
        "too many hops|mail loop|routing loop|hop count|loops back to|mail forwarding loop|\
         nachrichtenschleife",
    ),
    (UnknownUser, "recipient address rejected: access denied|recipnotfound|recipientnotfound|not listed in"),
    (
        HostUnknown,
        "host unknown|infodomainnonexistent|dns domain|unknown host|host not found|domain not found|\
         no such domain|name service error|null mx|nullmx|unable to resolve|dns error|domain does not exist|\
         unrouteable mail domain|domain couldn't be found|couldn't find any host|bad destination host|\
         nxdomain|name or service not known|name server|no mx|domain has no|isn't set up to receive|\
         domain name not found|domäne nicht gefunden|domain existiert nicht|domäne existiert nicht|\
         server konnte nicht gefunden|unresolvable|all relevant mx records|invalid domain|domain is invalid|\
         couldn't be found or|no valid hosts|unknown domain|domain is not found",
    ),
    (
        MailboxFull,
        "mailbox full|mailbox is full|quota|exceeded storage|out of storage|storage limit|not enough space|\
         not enough storage|mailbox size|mailbox has exceeded|inbox is full|inbox full|postfach voll|\
         postfach ist voll|postfach des empfängers ist voll|speicherplatz|mailfolder is full|account is full|\
         recipient storage full|no space left in mailbox|voll und kann|is over the limit",
    ),
    (
        TooLarge,
        "message size exceeds|too large|too big|exceeds size|maximum size|size limit|message too long|\
         exceeded the maximum message size|exceeds the maximum|maximum message size|zu groß|zu gross|\
         größenbeschränkung|maximale größe|exceeding the size|message size limit|size exceeds",
    ),
    (
        Blocked,
        "spamhaus|dnsbl| rbl|block list|blocklist|blacklist|black list|reputation|blocked using|barracuda|\
         spamcop|sorbs|listed at|listed in|listed on|client host|your ip|ip address has been|sending ip|\
         ip blocked|has been blocked|are blocked|is blocked|banned|blocked by|ptr record|reverse dns|\
         bad outbound sender|auf einer sperrliste|gesperrt|invalid dns ptr|suspicious due to|traffic|\
         access denied, banned",
    ),
    (
        Spam,
        "spam|virus|junk|malware|unsolicited|bulk|phish|content rejected|message content rejected|\
         message rejected due to content|content filter|high probability|unerwünscht|malicious",
    ),
    (
        Inactive,
        "mailbox disabled|account disabled|is disabled|has been disabled|inactive|suspended|deactivated|\
         not active|no longer active|no longer in use|deaktiviert|mailbox is currently unavailable|\
         account locked|mailbox is locked|expired account|account expired|recipient disabled|stillgelegt",
    ),
    (
        RateLimited,
        "greylist|graylist|grey list|rate limit|throttl|unusual rate|too many messages|too many connections|\
         too many recipients|too many concurrent|sending limit|exceeded the limit|rate exceeded|too quickly|\
         receiving mail at a rate",
    ),
    (
        UnknownUser,
        "user unknown|unknown user|no such user|no such recipient|invalid recipient|invalid mailbox|\
         recipient unknown|unknown recipient|no mailbox|mailbox not found|mailbox unavailable|\
         no such mailbox|unknown mailbox|unrouteable address|not listed in|no account|doesn't have a|\
         does not have a|is not a valid|couldn't be found|could not be found|wasn't found|was not found|\
         recipient rejected|account does not exist|address does not exist|address doesn't exist|\
         user does not exist|user doesn't exist|does not exist|doesn't exist|\
         email account that you tried to reach|address not found|user not found|recipient not found|\
         invalid address|address unknown|unknown address|bad address|bad destination mailbox|\
         not our customer|user unbekannt|unbekannt|existiert nicht|nicht gefunden|nicht vorhanden|\
         gibt es nicht|no longer works|address rejected|no longer available|not a known user|unknown local|\
         not known at this|alias does not exist|no such address|mail-enabled|invalid user|user invalid|\
         recipient does not exist|unknown or illegal alias",
    ),
    (
        Policy,
        "spf|dkim|dmarc|not authorized|not authorised|unauthenticated|authentication required|relay|\
         access denied|policy|prohibited|restricted|not allowed|permission|sender denied|not permitted|\
         not accepted|administrative|transport.rules|rejected by|sender address rejected|unable to verify|\
         nicht berechtigt|abgelehnt|keine berechtigung|richtlinie|only accepts|message rejected|sendasdenied|\
         not trusted|security reasons",
    ),
    (
        Expired,
        "time expired|retry timeout|retry time|message expired|queue.expired|expired|queue too long|\
         too long in the queue|giving up after|delivery timed out|timeout exceeded|\
         could not be delivered for|past 5 days|zeitüberschreitung bei der zustellung|abgelaufen|\
         been in the queue|number of delivery attempts|4 days|5 days",
    ),
    (
        Unreachable,
        "connection refused|connection timed out|no route to host|network is unreachable|could not connect|\
         unable to connect|couldn't connect|not responding|no answer from|lost connection|connection dropped|\
         cannot connect|connect to|unable to establish|couldn't be reached|timed out|timeout|\
         nicht erreichbar|keine verbindung|establish an smtp connection|connection reset|tls|starttls",
    ),
    (
        ServerFault,
        "local error|configuration|insufficient system storage|internal error|system error|\
         service unavailable|out of memory|temporary failure|try again later|server error|system resources|\
         disk full|insufficient disk",
    ),
];
