//! A name server that answers from a table, over a real socket.

use std::{
    collections::{HashMap, HashSet},
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use hickory_resolver::proto::{
    op::{Message, ResponseCode},
    rr::{
        Name, RData, Record, RecordType,
        rdata::{CNAME, MX, SRV, TXT},
    },
};
use tokio::net::UdpSocket;

/// Seconds that answers may be kept: none, so that a test can change them.
const TTL_SECS: u32 = 0;
/// Longest piece of a TXT record, RFC 1035 section 3.3.
const PIECE_MAX_BYTES: usize = 255;
/// Largest question.
const QUESTION_MAX_BYTES: usize = 4_096;

/// What the server answers.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    records: HashMap<String, Vec<RData>>,
    failing: HashSet<String>,
    /// What the address of a name is from its second question on.
    later: HashMap<String, IpAddr>,
    /// How long each answer takes.
    delay: Duration,
}

/// A server that runs until the test ends.
#[derive(Clone, Debug)]
pub struct NameServer {
    /// Where it listens.
    pub address: SocketAddr,
    answers: Arc<Mutex<Answers>>,
}

impl Answers {
    /// An address of a host.
    pub fn address(&mut self, name: &str, address: IpAddr) {
        self.add(name, address.into());
    }

    /// A host that leads elsewhere from the second question on.
    pub fn rebinds(&mut self, name: &str, first: IpAddr, later: IpAddr) {
        self.address(name, first);
        self.later.insert(key(name), later);
    }

    /// A host that takes mail for a domain.
    pub fn mx(&mut self, domain: &str, preference: u16, host: &str) {
        self.add(domain, RData::MX(MX::new(preference, fully(host))));
    }

    /// A host that offers a service.
    pub fn srv(&mut self, service: &str, priority: u16, port: u16, host: &str) {
        self.add(service, RData::SRV(SRV::new(priority, 0, port, fully(host))));
    }

    /// A text, in pieces when it is long.
    pub fn txt(&mut self, name: &str, text: &str) {
        let pieces = text.as_bytes().chunks(PIECE_MAX_BYTES).collect();
        self.add(name, RData::TXT(TXT::from_bytes(pieces)));
    }

    /// An alias.
    pub fn cname(&mut self, name: &str, stands_for: &str) {
        self.add(name, RData::CNAME(CNAME(fully(stands_for))));
    }

    /// Lets every question about a name fail.
    pub fn fails(&mut self, name: &str) {
        self.failing.insert(key(name));
    }

    /// Lets every answer take so long.
    pub fn slow(&mut self, delay: Duration) {
        self.delay = delay;
    }

    /// Forgets what was said about a name.
    pub fn forget(&mut self, name: &str) {
        self.failing.remove(&key(name));
        self.records.remove(&key(name));
    }

    fn add(&mut self, name: &str, data: RData) {
        self.records.entry(key(name)).or_default().push(data);
    }

    fn answer(&mut self, question: &Message) -> Message {
        let metadata = &question.metadata;
        let mut answer = Message::response(metadata.id, metadata.op_code);
        answer.metadata.recursion_available = true;
        answer.add_queries(question.queries.iter().cloned());
        let Some(query) = question.queries.first() else { return answer };
        let name = key(&query.name().to_ascii());
        answer.metadata.response_code = match self.records.get(&name) {
            _ if self.failing.contains(&name) => ResponseCode::ServFail,
            None => ResponseCode::NXDomain,
            Some(records) => {
                let kind = query.query_type();
                let fits = |data: &&RData| [kind, RecordType::CNAME].contains(&data.record_type());
                let records = records.iter().filter(fits);
                answer
                    .add_answers(records.map(|data| Record::from_rdata(query.name().clone(), TTL_SECS, data.clone())));
                ResponseCode::NoError
            }
        };
        if query.query_type() == RecordType::A
            && let Some(later) = self.later.remove(&name)
        {
            self.records.insert(name, vec![later.into()]);
        }
        answer
    }
}

impl NameServer {
    /// Changes what is answered from now on.
    pub fn change(&self, change: impl FnOnce(&mut Answers)) {
        change(&mut self.answers.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Answers on a free port of this machine until the runtime of the test ends.
///
/// # Panics
///
/// When no port can be bound.
pub async fn serve(answers: Answers) -> NameServer {
    let socket = Arc::new(UdpSocket::bind("127.0.0.1:0").await.expect("a port is free"));
    let address = socket.local_addr().expect("a bound socket has an address");
    let answers = Arc::new(Mutex::new(answers));
    let server = NameServer { address, answers };
    let table = server.answers.clone();
    tokio::spawn(async move {
        let mut buffer = vec![0; QUESTION_MAX_BYTES];
        while let Ok((n, from)) = socket.recv_from(&mut buffer).await {
            let Ok(question) = Message::from_vec(&buffer[..n]) else { continue };
            let (answer, delay) = {
                let mut answers = table.lock().unwrap_or_else(PoisonError::into_inner);
                (answers.answer(&question), answers.delay)
            };
            let Ok(bytes) = answer.to_vec() else { continue };
            let socket = socket.clone();
            tokio::spawn(async move {
                tokio::time::sleep(delay).await;
                socket.send_to(&bytes, from).await
            });
        }
    });
    server
}

fn key(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}

fn fully(name: &str) -> Name {
    let name = if name.ends_with('.') { name.to_owned() } else { format!("{name}.") };
    Name::from_ascii(name).expect("tests write names well")
}
