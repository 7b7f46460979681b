//! Briefs are written as `docs/brief.schema.json` says.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use qingyun_prompt::{Brief, Vocabulary, read};
use serde_json::Value;

const SCHEMA: &str = include_str!("../../../docs/brief.schema.json");

/// Requests that together fill every field.
const SAID: &[&str] = &[
    "左边有三只可爱的大白兔，蓝色背景，不要红色的帽子，水彩画，温馨的氛围，特写，高清",
    "一个长发少女戴着耳环在森林里跳舞，右手拿着一把铁剑，一只霸天兽在她旁边",
    "a red cat in front of a huge house at night",
];

/// What is wrong with a value, by the keywords that the schema uses.
fn check(value: &Value, rule: &Value, schema: &Value, at: &str) -> Result<(), String> {
    if let Some(name) = rule["$ref"].as_str() {
        let rule = schema.pointer(name.trim_start_matches('#')).expect("a definition");
        return check(value, rule, schema, at);
    }
    if let Some(any) = rule["anyOf"].as_array() {
        let fits = any.iter().any(|rule| check(value, rule, schema, at).is_ok());
        return fits.then_some(()).ok_or(format!("{at}: {value} fits nothing"));
    }
    if let Some(values) = rule["enum"].as_array() {
        return values.contains(value).then_some(()).ok_or(format!("{at}: {value}"));
    }
    let kinds = match &rule["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        kind => vec![kind.as_str().expect("a type")],
    };
    if !kinds.iter().any(|kind| is(value, kind)) {
        return Err(format!("{at}: {value} is no {kinds:?}"));
    }
    if let Some(number) = value.as_f64() {
        let (least, most) = (rule["minimum"].as_f64(), rule["maximum"].as_f64());
        if least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most) {
            return Err(format!("{at}: {number} out of range"));
        }
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        check(item, &rule["items"], schema, &format!("{at}/{index}"))?;
    }
    let Some(object) = value.as_object() else { return Ok(()) };
    for name in rule["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        object.get(name).ok_or(format!("{at} lacks {name}"))?;
    }
    for (name, item) in object {
        let rule = rule["properties"].get(name).ok_or(format!("{at} has {name}"))?;
        check(item, rule, schema, &format!("{at}/{name}"))?;
    }
    Ok(())
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_u64() || value.is_i64(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("the schema has a type {other} that this does not know"),
    }
}

#[test]
fn briefs_fit_the_schema_and_come_back() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let vocabulary = Vocabulary::general();
    for said in SAID {
        let brief = read(said, &vocabulary).unwrap().brief;
        let value = serde_json::to_value(&brief).unwrap();
        check(&value, &schema, &schema, "brief").unwrap();
        let back: Brief = serde_json::from_value(value).unwrap();
        assert_eq!(back.subjects.len(), brief.subjects.len());
    }
}

#[test]
fn the_checker_can_fail() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let mut brief = serde_json::to_value(Brief::default()).unwrap();
    check(&brief, &schema, &schema, "brief").unwrap();
    brief["mood"] = Value::from(3);
    assert!(check(&brief, &schema, &schema, "brief").is_err());
}
