//! A chat model behind an OpenAI-compatible endpoint.

use std::io::Read;
use std::time::Duration;

use qingyun_prompt::chat::{Ask, AskError};
use serde_json::{Value, json};
use ureq::Agent;

/// The environment variable that holds the key, so that no list of processes shows it.
pub(crate) const KEY: &str = "QINGYUN_CHAT_KEY";

/// How long an answer may take as a whole.
const PATIENCE: Duration = Duration::from_secs(60);

/// The longest answer that is read: 1 MiB.
const LONGEST: u64 = 1 << 20;

/// Which endpoint to ask, if any.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Base URL of an OpenAI-compatible endpoint, such as http://localhost:11434/v1, that may
    /// phrase the prompt anew; its key is read from QINGYUN_CHAT_KEY
    #[arg(long, value_name = "URL", env = "QINGYUN_CHAT_URL", hide_env_values = true)]
    chat_url: Option<String>,

    /// The model to ask for at the endpoint
    #[arg(long, value_name = "NAME", env = "QINGYUN_CHAT_MODEL", default_value = "default")]
    chat_model: String,
}

/// Why the endpoint gave no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("the chat endpoint {url} cannot be asked: {source}")]
    Transport { url: String, source: ureq::Error },
    #[error("the chat endpoint {url} answered with status {status}")]
    Status { url: String, status: u16 },
    #[error("the chat endpoint {url} answered something that is no chat completion")]
    Answer { url: String },
}

/// An endpoint.
pub(crate) struct Endpoint {
    agent: Agent,
    url: String,
    model: String,
    key: Option<String>,
}

impl Options {
    /// The endpoint that was named.
    pub(crate) fn endpoint(&self, variable: impl Fn(&str) -> Option<String>) -> Option<Endpoint> {
        let url = self.chat_url.as_deref()?.trim_end_matches('/');
        let model = self.chat_model.clone();
        Some(Endpoint::new(format!("{url}/chat/completions"), model, variable(KEY), PATIENCE))
    }
}

impl Endpoint {
    fn new(url: String, model: String, key: Option<String>, patience: Duration) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(patience))
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        Self { agent: config.into(), url, model, key }
    }

    fn completion(&self, instruction: &str, text: &str) -> Result<String, Error> {
        let url = || self.url.clone();
        let transport = |source| Error::Transport { url: url(), source };
        let question = json!({
            "model": self.model,
            "temperature": 0,
            "messages": [
                { "role": "system", "content": instruction },
                { "role": "user", "content": text },
            ],
        });
        let mut request = self.agent.post(&self.url).header("content-type", "application/json");
        if let Some(key) = &self.key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        let mut response = request.send(question.to_string()).map_err(transport)?;
        let status = response.status().as_u16();
        if status != 200 {
            return Err(Error::Status { url: url(), status });
        }
        let mut body = String::new();
        let reader = response.body_mut().as_reader();
        let read = reader.take(LONGEST).read_to_string(&mut body);
        read.map_err(|error| transport(ureq::Error::Io(error)))?;
        content(&body).ok_or_else(|| Error::Answer { url: url() })
    }
}

impl Ask for Endpoint {
    fn ask(&self, instruction: &str, text: &str) -> Result<String, AskError> {
        Ok(self.completion(instruction, text)?)
    }
}

fn content(body: &str) -> Option<String> {
    let answer: Value = serde_json::from_str(body).ok()?;
    Some(answer["choices"][0]["message"]["content"].as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io::Write;
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    /// An endpoint that sends these bytes to whoever asks, or nothing at all.
    fn endpoint(bytes: Option<String>) -> Endpoint {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1/chat/completions", listener.local_addr().unwrap());
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            match bytes {
                Some(bytes) => stream.write_all(bytes.as_bytes()).unwrap(),
                None => thread::sleep(Duration::from_secs(5)),
            }
        });
        Endpoint::new(url, "m".to_owned(), None, Duration::from_millis(500))
    }

    fn http(status: &str, body: &str) -> Option<String> {
        let length = body.len();
        Some(format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n{body}"))
    }

    #[test]
    fn an_answer() {
        let body = r#"{"choices":[{"message":{"role":"assistant","content":"a red cat"}}]}"#;
        assert_eq!(endpoint(http("200 OK", body)).completion("", "").unwrap(), "a red cat");
    }

    #[test]
    fn no_answers() {
        let failed = |bytes| endpoint(bytes).completion("", "").unwrap_err();
        let status = failed(http("500 Internal Server Error", "{}"));
        assert!(matches!(status, Error::Status { status: 500, .. }), "{status}");
        let lie = failed(http("200 OK", "<html>hello</html>"));
        assert!(matches!(lie, Error::Answer { .. }), "{lie}");
        let silence = failed(None);
        assert!(matches!(silence, Error::Transport { .. }), "{silence}");
        let hung_up = failed(Some(String::new()));
        assert!(matches!(hung_up, Error::Transport { .. }), "{hung_up}");
    }
}
