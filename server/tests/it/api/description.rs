//! The description of the API, and whether an answer is what it says. As much of JSON Schema as the description uses;
//! a keyword beyond that fails the test, so that nothing is described and not checked.

use std::collections::BTreeSet;

use serde_json::Value;

/// Keywords that say nothing about what is valid.
const NOTES: [&str; 2] = ["description", "default"];

/// An `OpenAPI` document.
pub struct Description(pub Value);

impl Description {
    /// Every method and path.
    pub fn operations(&self) -> BTreeSet<(String, String)> {
        let paths = self.0["paths"].as_object().unwrap().iter();
        paths
            .flat_map(|(path, methods)| {
                methods.as_object().unwrap().keys().map(|method| (method.clone(), path.clone()))
            })
            .collect()
    }

    /// Fails the test unless the answer is as described; the answer.
    pub fn check(&self, method: &str, path: &str, status: u16, head: &str, body: &str) -> Value {
        let answers = &self.0["paths"][path][method.to_lowercase()]["responses"];
        let answer =
            answers.get(status.to_string()).unwrap_or_else(|| panic!("{method} {path}: {status} is not described"));
        let Some(content) = answer.get("content").and_then(Value::as_object) else {
            assert_eq!(body, "", "{method} {path}");
            return Value::Null;
        };
        let (media_type, content) = content.iter().next().unwrap();
        if media_type != "application/json" {
            return Value::Null;
        }
        assert!(head.contains("content-type: application/json"), "{method} {path}: {head}");
        let value: Value = serde_json::from_str(body).unwrap();
        self.fits(&value, &content["schema"], path);
        value
    }

    /// Fails the test unless a field of a schema takes these words and no others.
    pub fn check_words(&self, field: &str, words: Vec<&str>) {
        let described = self.0.pointer(&format!("/components/schemas/{field}/enum")).unwrap_or(&Value::Null);
        assert_eq!(described, &Value::from(words), "{field}");
    }

    /// Fails the test unless these are problem details as described.
    pub fn check_problem(&self, body: &str) {
        self.fits(&serde_json::from_str(body).unwrap(), &self.0["components"]["schemas"]["Problem"], "problem");
    }

    fn fits(&self, value: &Value, schema: &Value, place: &str) {
        for (keyword, expected) in schema.as_object().unwrap() {
            match keyword.as_str() {
                "$ref" => {
                    let pointer = expected.as_str().unwrap().trim_start_matches('#');
                    self.fits(value, self.0.pointer(pointer).unwrap(), place);
                }
                "type" => assert!(is_of(value, expected), "{place}: {value} is no {expected}"),
                "enum" => {
                    assert!(expected.as_array().unwrap().contains(value), "{place}: {value} is none of {expected}")
                }
                "const" => assert_eq!(value, expected, "{place}"),
                "items" => value.as_array().into_iter().flatten().for_each(|item| self.fits(item, expected, place)),
                "oneOf" => match expected.as_array().unwrap().as_slice() {
                    [one, other] if other["type"] == "null" => {
                        if !value.is_null() {
                            self.fits(value, one, place);
                        }
                    }
                    _ => panic!("{place}: one of what?"),
                },
                "properties" => self.fields_fit(value, expected, place),
                "required" => {
                    let missing: Vec<_> = expected
                        .as_array()
                        .unwrap()
                        .iter()
                        .filter(|name| value.get(name.as_str().unwrap()).is_none())
                        .collect();
                    assert!(missing.is_empty(), "{place}: {missing:?} are missing");
                }
                "additionalProperties" => assert_eq!(expected, &Value::Bool(false)),
                "minimum" => assert!(value.as_u64() >= expected.as_u64(), "{place}: {value}"),
                "format" | "pattern" => assert!(
                    value.is_null() || looks_like(value.as_str().unwrap(), expected.as_str().unwrap()),
                    "{place}: {value}"
                ),
                note if NOTES.contains(&note) => {}
                unknown => panic!("{place}: {unknown} is not checked"),
            }
        }
    }

    fn fields_fit(&self, value: &Value, fields: &Value, place: &str) {
        for (name, value) in value.as_object().unwrap() {
            let schema = fields.get(name).unwrap_or_else(|| panic!("{place}: {name} is not described"));
            self.fits(value, schema, &format!("{place}.{name}"));
        }
    }
}

fn is_of(value: &Value, types: &Value) -> bool {
    let is = |name: &str| match name {
        "string" => value.is_string(),
        "integer" => value.is_u64(),
        "boolean" => value.is_boolean(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        "null" => value.is_null(),
        other => panic!("{other}?"),
    };
    match types {
        Value::Array(types) => types.iter().any(|name| is(name.as_str().unwrap())),
        name => is(name.as_str().unwrap()),
    }
}

fn looks_like(text: &str, format: &str) -> bool {
    let is_shaped = |shape: &str| {
        text.len() == shape.len()
            && text.bytes().zip(shape.bytes()).all(|(c, s)| if s == b'0' { c.is_ascii_hexdigit() } else { c == s })
    };
    match format {
        "uuid" => is_shaped("00000000-0000-0000-0000-000000000000"),
        "date-time" => is_shaped("0000-00-00T00:00:00Z"),
        "uri" => text.contains("://"),
        "^[0-9a-f]{64}$" => text.len() == 64 && text.bytes().all(|c| c.is_ascii_hexdigit()),
        other => panic!("{other}?"),
    }
}
