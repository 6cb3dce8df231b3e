//! `postroom status`.

use serde_json::{Map, Value, json};

use crate::{config::Config, failure::Failure, open};

/// Prints the counts of messages as JSON.
pub async fn run(config: Config) -> Result<(), Failure> {
    let (engine, _loops) = open::open(&config, open::Extras::default()).await?;
    let statistics = engine.statistics().await?;
    let is_set_up = engine.is_set_up().await?;
    engine.close().await;
    let messages: Map<String, Value> =
        statistics.messages.iter().map(|(state, n)| (state.as_str().to_owned(), json!(n))).collect();
    let status = json!({
        "is_set_up": is_set_up,
        "messages": messages,
        "messages_accepted": statistics.messages_accepted,
        "complete": statistics.is_complete(),
    });
    println!("{status:#}");
    Ok(())
}
