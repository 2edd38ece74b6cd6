//! The numbers and the choices of the two machines, one by one, against tables written down here independently.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use seedance_request::task::{
    Action, Answer, Billed, Event, Filing, Job, Method, Notice, Now, Outcome, Phase, Poll, PollPolicy, Record, Step,
    Submit, SubmitPolicy, WatchRecord, poll, submit,
};

const BODY: &str = r#"{"model":"seedance-2"}"#;
const TASK: &str = r#"{"id":"tsk_1","status":"in_progress","progress":10}"#;
const NOT_FOUND: &str = r#"{"error":{"code":"task_not_found","message":"m"}}"#;
const START_MS: u64 = 1_781_577_600_000;

fn at(ms: u64) -> Now {
    Now { wall_ms: START_MS + ms, mono_ms: ms, chance: 0.5 }
}

fn answer(status: u16, body: &str) -> Event {
    Event::Answer(Answer { status, body: body.to_owned(), ..Answer::default() })
}

fn sleep_of(step: &Step) -> u64 {
    match step.action {
        Action::Sleep { ms } => u64::from(ms),
        ref other => panic!("not a sleep: {other:?}"),
    }
}

fn outcome_of(step: Step) -> (Outcome, Record, Filing) {
    match step.action {
        Action::Done { outcome, record, filing } => (*outcome, *record, filing),
        other => panic!("not the end: {other:?}"),
    }
}

fn sends(step: &Step, method: Method) -> bool {
    matches!(&step.action, Action::Send(outgoing) if outgoing.method == method)
}

fn new_submit() -> Submit {
    Submit::new(BODY.to_owned(), "order-1", SubmitPolicy::default()).unwrap()
}

/// A submission whose POST is under way.
fn posting() -> Submit {
    let mut submit = new_submit();
    submit.step(&Event::Start, &at(0));
    submit.step(&Event::Claimed(None), &at(0));
    assert!(sends(&submit.step(&Event::Stored, &at(0)), Method::Post));
    submit
}

// Submitting.

#[test]
fn the_record_is_on_file_before_the_first_byte() {
    let mut submit = new_submit();
    assert_eq!(submit.step(&Event::Start, &at(0)).action, Action::Claim { client_business_id: "order-1".to_owned() });
    let Action::Store { record } = submit.step(&Event::Claimed(None), &at(5)).action else { panic!("nothing filed") };
    assert_eq!(record.client_business_id.as_deref(), Some("order-1"));
    let Job::Submit(job) = record.job else { panic!("not a submission") };
    assert_eq!((job.phase, job.body.as_str(), job.sent_at_ms), (Phase::Sending, BODY, Some(START_MS + 5)));
    let Action::Send(outgoing) = submit.step(&Event::Stored, &at(9)).action else { panic!("nothing sent") };
    assert_eq!((outgoing.method, outgoing.path.as_str()), (Method::Post, "/v1/videos/generations"));
    assert_eq!((outgoing.body.as_deref(), outgoing.timeout_ms), (Some(BODY), 60_000));
    let (outcome, record, filing) = outcome_of(submit.step(&answer(200, TASK), &at(300)));
    assert!(matches!(outcome, Outcome::Accepted { task } if task.id == "tsk_1"));
    let Job::Watch(watch) = record.job else { panic!("not a watch") };
    assert_eq!((filing, watch.address.as_str(), watch.submitted_at_ms), (Filing::Keep, "tsk_1", Some(START_MS + 9)));
}

#[test]
fn nothing_is_sent_when_nothing_can_be_filed() {
    for events in [
        vec![Event::StoreFailed("quota".to_owned())],
        vec![Event::Claimed(None), Event::StoreFailed("quota: Bearer sk-canary".to_owned())],
    ] {
        let mut submit = new_submit();
        let mut step = submit.step(&Event::Start, &at(0));
        for event in &events {
            step = submit.step(event, &at(0));
        }
        let (outcome, ..) = outcome_of(step);
        let Outcome::Rejected { failure } = outcome else { panic!("{outcome:?}") };
        assert_eq!((failure.code.as_ref(), failure.billed, failure.retryable), ("record_not_stored", Billed::No, true));
        assert!(!failure.message.contains("canary"));
    }
}

#[test]
fn every_status_of_a_post_is_refused_rejected_or_ambiguous() {
    for status in 0..=600_u16 {
        for (body, code) in [(r#"{"error":{"code":"rate_limit_unavailable"}}"#, true), ("<html>", false)] {
            let mut submit = posting();
            let step = submit.step(&answer(status, body), &at(100));
            match status {
                429 | 425 => assert!(matches!(step.action, Action::Store { .. }), "{status} is refused"),
                503 if code => assert!(matches!(step.action, Action::Store { .. }), "this 503 is refused"),
                400 | 401 | 402 | 403 | 404 | 405 | 413 | 415 | 422 => {
                    let (outcome, _, filing) = outcome_of(step);
                    let Outcome::Rejected { failure } = outcome else { panic!("{status}: {outcome:?}") };
                    assert_eq!((failure.billed, failure.retryable, filing), (Billed::No, false, Filing::Forget));
                    assert_eq!(failure.client_business_id.as_deref(), Some("order-1"));
                }
                _ => {
                    assert!((500..=2_000).contains(&sleep_of(&step)), "{status} is looked for");
                    let next = submit.step(&Event::Woke, &at(2_200));
                    let Action::Send(outgoing) = next.action else { panic!("{status}: no look-up") };
                    assert_eq!(outgoing.path, "/v1/videos/generations/order-1");
                    assert_eq!((outgoing.method, outgoing.body, outgoing.timeout_ms), (Method::Get, None, 30_000));
                }
            }
        }
    }
}

#[test]
fn a_refused_post_is_sent_three_times_at_most() {
    let mut submit = posting();
    let mut now_ms = 0;
    for (attempt, waits) in [(1, 5_000..=10_000), (2, 10_000..=20_000)] {
        let filed = submit.step(&answer(429, ""), &at(now_ms));
        assert!(matches!(filed.notice, Some(Notice::Trouble { in_a_row, .. }) if in_a_row == attempt));
        let Action::Store { record } = filed.action else { panic!("a refusal is filed") };
        assert!(matches!(record.job, Job::Submit(job) if job.phase == Phase::Refused && !job.in_doubt));
        let wait = sleep_of(&submit.step(&Event::Stored, &at(now_ms)));
        assert!(waits.contains(&wait), "attempt {attempt}: {wait}");
        assert_eq!(sleep_of(&submit.step(&Event::Woke, &at(now_ms + wait - 1))), 1, "woken too early");
        now_ms += wait;
        assert!(matches!(submit.step(&Event::Woke, &at(now_ms)).action, Action::Store { .. }));
        assert!(sends(&submit.step(&Event::Stored, &at(now_ms)), Method::Post));
    }
    let (outcome, _, filing) = outcome_of(submit.step(&answer(429, ""), &at(now_ms)));
    let Outcome::Rejected { failure } = outcome else { panic!("{outcome:?}") };
    assert_eq!((failure.billed, failure.retryable, filing), (Billed::No, true, Filing::Forget));
}

#[test]
fn an_ambiguous_post_is_looked_for_for_a_minute() {
    for chance in [0.0, 0.4, 0.999] {
        let mut submit = posting();
        let mut now = Now { chance, ..at(1_000) };
        let mut step = submit.step(&Event::NetworkError("Failed to fetch".to_owned()), &now);
        let mut looks = 0;
        let (outcome, record, filing) = loop {
            match step.action {
                Action::Sleep { ms } => {
                    assert!((500..=10_000).contains(&ms));
                    (now.wall_ms, now.mono_ms) = (now.wall_ms + u64::from(ms), now.mono_ms + u64::from(ms));
                    step = submit.step(&Event::Woke, &now);
                }
                Action::Send(outgoing) => {
                    assert_eq!(outgoing.method, Method::Get);
                    looks += 1;
                    step = submit.step(&answer(404, NOT_FOUND), &now);
                }
                Action::Done { outcome, record, filing } => break (outcome, record, filing),
                other => panic!("{other:?}"),
            }
        };
        assert!((61_000..=61_500).contains(&now.mono_ms), "{}", now.mono_ms);
        assert!((7..=121).contains(&looks), "{looks}");
        let Outcome::Unknown { failure, sent_at_ms } = *outcome else { panic!("{outcome:?}") };
        assert_eq!((failure.billed, failure.retryable, filing), (Billed::Maybe, false, Filing::Keep));
        assert_eq!(sent_at_ms, Some(START_MS));
        assert!(matches!(record.job, Job::Submit(job) if job.in_doubt));
    }
}

#[test]
fn a_wall_clock_set_forward_does_not_cut_the_search_short() {
    let mut submit = posting();
    submit.step(&Event::Timeout, &at(0));
    let jumped = Now { wall_ms: START_MS + 7_200_000, ..at(2_000) };
    assert!(sends(&submit.step(&Event::Woke, &jumped), Method::Get));
    assert!(sleep_of(&submit.step(&answer(404, NOT_FOUND), &jumped)) >= 500);
}

/// A submission that ended as unknown two minutes ago, or `ago_ms` after its POST.
fn unknown(ago_ms: u64) -> Submit {
    let mut submit = posting();
    submit.step(&Event::Timeout, &at(0));
    let Job::Submit(job) = submit.record().job else { panic!("not a submission") };
    let mut again = Submit::resume("order-1", job, SubmitPolicy::default()).unwrap();
    assert!(matches!(again.step(&Event::Confirmed, &at(ago_ms)).action, Action::Claim { .. }));
    again
}

#[test]
fn the_callers_word_sends_again_but_looks_first() {
    let mut submit = unknown(120_000);
    assert!(sends(&submit.step(&Event::Claimed(None), &at(120_000)), Method::Get));
    let Action::Store { record } = submit.step(&answer(404, NOT_FOUND), &at(120_100)).action else {
        panic!("the window is long over")
    };
    assert!(matches!(record.job, Job::Submit(job) if job.attempts == 0 && job.in_doubt));
    assert!(sends(&submit.step(&Event::Stored, &at(120_200)), Method::Post));
    // A rejection now says nothing about the earlier POST.
    let (outcome, _, filing) = outcome_of(submit.step(&answer(400, ""), &at(120_300)));
    assert!(matches!(outcome, Outcome::Unknown { failure, .. } if failure.billed == Billed::Maybe));
    assert_eq!(filing, Filing::Keep);
}

#[test]
fn the_callers_word_is_for_one_time() {
    let mut submit = unknown(120_000);
    submit.step(&Event::Claimed(None), &at(120_000));
    submit.step(&answer(404, NOT_FOUND), &at(120_100));
    assert!(sends(&submit.step(&Event::Stored, &at(120_200)), Method::Post));
    // The second POST is lost as well, and nothing is to be seen for as long as anybody looks.
    let mut step = submit.step(&Event::Timeout, &at(180_200));
    let mut now = 180_200;
    while !matches!(step.action, Action::Done { .. }) {
        step = match &step.action {
            Action::Sleep { ms } => {
                now += u64::from(*ms);
                submit.step(&Event::Woke, &at(now))
            }
            Action::Send(outgoing) => {
                assert_eq!(outgoing.method, Method::Get, "a third POST at {now} ms");
                submit.step(&answer(404, NOT_FOUND), &at(now))
            }
            other => panic!("{other:?}"),
        };
        assert!(now < 300_000, "it goes on");
    }
    let (outcome, _, filing) = outcome_of(step);
    assert!(matches!(outcome, Outcome::Unknown { failure, .. } if failure.billed == Billed::Maybe));
    assert_eq!(filing, Filing::Keep);
}

#[test]
fn a_record_of_nothing_sent_may_have_been_gone_on_from() {
    let mut before = new_submit();
    before.step(&Event::Start, &at(0));
    let stopped_while_claiming = outcome_of(before.step(&Event::AbortRequested, &at(1)));
    let mut before = new_submit();
    before.step(&Event::Start, &at(0));
    before.step(&Event::Claimed(None), &at(1));
    let stopped_while_storing = outcome_of(before.step(&Event::AbortRequested, &at(2)));
    let mut before = posting();
    before.step(&answer(429, ""), &at(1));
    before.step(&Event::Stored, &at(1));
    let stopped_while_waiting = outcome_of(before.step(&Event::AbortRequested, &at(2)));
    for ((outcome, record, filing), phase) in [
        (stopped_while_claiming, Phase::New),
        (stopped_while_storing, Phase::New),
        (stopped_while_waiting, Phase::Refused),
    ] {
        assert!(matches!(outcome, Outcome::Aborted { failure } if failure.billed == Billed::No && failure.retryable));
        assert_ne!(filing, Filing::Keep);
        let Job::Submit(job) = record.job else { panic!("not a submission") };
        assert_eq!((job.phase, job.in_doubt), (phase, false));
        let resume = || {
            let mut machine = Submit::resume("order-1", job.clone(), SubmitPolicy::default()).unwrap();
            machine.step(&Event::Start, &at(5_000));
            machine
        };
        // Whoever stops before a look cannot know what it cost.
        let (outcome, _, filing) = outcome_of(resume().step(&Event::AbortRequested, &at(5_000)));
        assert!(matches!(outcome, Outcome::Aborted { failure } if failure.billed == Billed::Maybe));
        assert_eq!(filing, Filing::Leave);
        // The job of an earlier resumption is found.
        let mut machine = resume();
        assert!(sends(&machine.step(&Event::Claimed(None), &at(5_000)), Method::Get));
        let (outcome, ..) = outcome_of(machine.clone().step(&answer(200, TASK), &at(5_100)));
        assert!(matches!(outcome, Outcome::Accepted { task } if task.id == "tsk_1"));
        // One that the API does not tell of for now is not sent a second time.
        assert!(sleep_of(&machine.step(&answer(404, NOT_FOUND), &at(5_100))) >= 500);
        assert!(sends(&machine.step(&Event::Woke, &at(70_000)), Method::Get));
        let (outcome, record, filing) = outcome_of(machine.step(&answer(404, NOT_FOUND), &at(70_000)));
        assert!(matches!(outcome, Outcome::Unknown { failure, .. } if failure.billed == Billed::Maybe));
        assert_eq!(filing, Filing::Keep);
        assert!(matches!(record.job, Job::Submit(job) if job.in_doubt));
    }
}

#[test]
fn a_word_that_was_not_needed_is_used_up_as_well() {
    let mut before = posting();
    before.step(&answer(429, ""), &at(0));
    let on_file = Box::new(before.record());
    let Job::Submit(job) = on_file.job.clone() else { panic!("not a submission") };
    let mut submit = Submit::resume("order-1", job, SubmitPolicy::default()).unwrap();
    submit.step(&Event::Confirmed, &at(200_000));
    submit.step(&Event::Claimed(Some(on_file)), &at(200_000));
    submit.step(&Event::Woke, &at(200_000));
    assert!(sends(&submit.step(&Event::Stored, &at(200_000)), Method::Post));
    submit.step(&Event::Timeout, &at(260_000));
    assert!(sends(&submit.step(&Event::Woke, &at(400_000)), Method::Get));
    let (outcome, ..) = outcome_of(submit.step(&answer(404, NOT_FOUND), &at(400_100)));
    assert!(matches!(outcome, Outcome::Unknown { .. }), "the first of all words is not the last");
}

#[test]
fn a_task_of_an_earlier_use_of_the_id_is_not_taken_for_this_one() {
    let found = |date: Option<&str>, created_at: u64| {
        let body = format!(r#"{{"id":"tsk_0","status":"completed","created_at":{created_at}}}"#);
        Event::Answer(Answer { status: 200, date: date.map(str::to_owned), body, ..Answer::default() })
    };
    // 16 June 2026, 10:00:00; the clock here is another one.
    let date = Some("Tue, 16 Jun 2026 10:00:00 GMT");
    let seconds = 1_781_604_000;
    for (date, created_at, ours) in [
        (date, seconds - 2, true),
        (date, seconds - 62, true),
        (date, seconds - 63, false),
        (date, seconds - 86_400, false),
        (date, seconds + 3_600, true),
        // Without a date, nothing can be said of an age.
        (None, seconds - 86_400, true),
        (Some("yesterday"), seconds - 86_400, true),
    ] {
        let mut submit = posting();
        submit.step(&Event::Timeout, &at(0));
        assert!(sends(&submit.step(&Event::Woke, &at(2_000)), Method::Get));
        let step = submit.step(&found(date, created_at), &at(2_000));
        if ours {
            assert!(matches!(outcome_of(step).0, Outcome::Accepted { task } if task.id == "tsk_0"), "{created_at}");
        } else {
            assert!(sleep_of(&step) > 0, "it is looked for on: {created_at}");
        }
    }
    // A clock that is set meanwhile makes no task older.
    let mut submit = posting();
    submit.step(&Event::Timeout, &at(60_000));
    let set_back = Now { wall_ms: START_MS - 300_000, ..at(62_000) };
    assert!(sends(&submit.step(&Event::Woke, &set_back), Method::Get));
    assert!(matches!(outcome_of(submit.step(&found(date, seconds - 62), &set_back)).0, Outcome::Accepted { .. }));
    // Where something may have been sent before, its task is found, however old.
    let mut submit = unknown(120_000);
    submit.step(&Event::Claimed(None), &at(120_000));
    submit.step(&answer(404, NOT_FOUND), &at(120_100));
    submit.step(&Event::Stored, &at(120_200));
    submit.step(&Event::Timeout, &at(120_300));
    assert!(sends(&submit.step(&Event::Woke, &at(140_000)), Method::Get));
    let step = submit.step(&found(date, seconds - 86_400), &at(140_100));
    assert!(matches!(outcome_of(step).0, Outcome::Accepted { .. }));
}

#[test]
fn a_watch_that_never_saw_anything_stands_in_no_submissions_way() {
    let mut watch = Poll::new("order-1", PollPolicy::default()).unwrap();
    watch.step(&Event::Start, &at(0));
    let (_, record, filing) = outcome_of(watch.step(&Event::AbortRequested, &at(1)));
    assert_eq!(filing, Filing::Leave);
    // Nor where an older version filed it.
    assert!(matches!(new_submit_claiming(Event::Claimed(Some(Box::new(record)))).action, Action::Store { .. }));
}

#[test]
fn the_callers_word_gives_new_attempts() {
    let mut submit = posting();
    submit.step(&answer(425, ""), &at(0));
    let Job::Submit(mut job) = submit.record().job else { panic!("not a submission") };
    assert!(job.too_early);
    job.in_doubt = true;
    let mut again = Submit::resume("order-1", job, SubmitPolicy::default()).unwrap();
    again.step(&Event::Confirmed, &at(120_000));
    again.step(&Event::Claimed(None), &at(120_000));
    again.step(&answer(404, NOT_FOUND), &at(120_000));
    again.step(&Event::Stored, &at(120_000));
    let refused = again.step(&answer(425, ""), &at(120_000));
    assert!(matches!(refused.action, Action::Store { .. }), "the first 425 since the word");
}

#[test]
fn an_answer_that_is_no_task_says_what_it_is() {
    let page = |body: &str| {
        let content_type = Some("text/html; key=sk-canary".to_owned());
        Event::Answer(Answer { status: 200, content_type, body: body.to_owned(), ..Answer::default() })
    };
    for (body, told) in [("<html>", true), ("[]", false)] {
        let mut submit = posting();
        submit.step(&page(body), &at(0));
        let Job::Submit(job) = submit.record().job else { panic!("not a submission") };
        let failure = job.last_failure.unwrap();
        assert_eq!(failure.message.contains("text/html"), told, "{}", failure.message);
        assert!(!failure.message.contains("canary"));
        assert_eq!((failure.status, failure.body.as_deref()), (Some(200), Some(body)));
    }
    // A body at the limit is read, one over it is not.
    let policy = SubmitPolicy { max_answer_bytes: 6, ..SubmitPolicy::default() };
    for (body, kept) in [("<html>", Some("<html>")), ("<html> ", None)] {
        let mut submit = Submit::new(BODY.to_owned(), "order-1", policy.clone()).unwrap();
        for event in [Event::Start, Event::Claimed(None), Event::Stored, answer(500, body)] {
            submit.step(&event, &at(0));
        }
        let Job::Submit(job) = submit.record().job else { panic!("not a submission") };
        assert_eq!(job.last_failure.unwrap().body.as_deref(), kept);
    }
}

#[test]
fn the_callers_word_waits_for_the_window_and_for_a_clear_no() {
    let mut submit = unknown(10_000);
    submit.step(&Event::Claimed(None), &at(10_000));
    assert!(sleep_of(&submit.step(&answer(404, NOT_FOUND), &at(10_100))) >= 500, "50 s of the window are left");
    // A gateway's page is no word of the API's.
    let mut submit = unknown(120_000);
    submit.step(&Event::Claimed(None), &at(120_000));
    let (outcome, ..) = outcome_of(submit.step(&answer(404, "<html>"), &at(120_100)));
    assert!(matches!(outcome, Outcome::Unknown { .. }));
    // Nor is anything while another page holds the id.
    let mut submit = unknown(120_000);
    submit.step(&Event::Busy(None), &at(120_000));
    let (outcome, _, filing) = outcome_of(submit.step(&answer(404, NOT_FOUND), &at(120_100)));
    assert!(matches!(outcome, Outcome::Unknown { .. }));
    assert_eq!(filing, Filing::Leave);
}

#[test]
fn a_second_submission_under_the_same_id_never_posts() {
    for found in [None, Some(Box::new(posting().record()))] {
        assert!(sends(&new_submit_claiming(Event::Busy(found)), Method::Get));
    }
    let in_flight = posting().record();
    assert!(sends(&new_submit_claiming(Event::Claimed(Some(Box::new(in_flight)))), Method::Get));

    let record = accepted_record();
    let (outcome, _, filing) = outcome_of(new_submit_claiming(Event::Claimed(Some(Box::new(record)))));
    assert!(matches!(outcome, Outcome::Accepted { task } if task.id == "tsk_1"));
    assert_eq!(filing, Filing::Leave);

    for on_file in [posting().record(), accepted_record()] {
        let mut other = Submit::new("{}".to_owned(), "order-1", SubmitPolicy::default()).unwrap();
        other.step(&Event::Start, &at(0));
        let found = Some(Box::new(on_file));
        for event in [Event::Claimed(found.clone()), Event::Busy(found)] {
            let (outcome, _, filing) = outcome_of(other.clone().step(&event, &at(0)));
            assert!(matches!(outcome, Outcome::Rejected { failure } if failure.code == "business_id_in_use"));
            assert_eq!(filing, Filing::Leave, "the record is the other request's");
        }
    }
}

fn accepted_record() -> Record {
    outcome_of(posting().step(&answer(200, TASK), &at(0))).1
}

fn new_submit_claiming(event: Event) -> Step {
    let mut submit = new_submit();
    submit.step(&Event::Start, &at(0));
    submit.step(&event, &at(0))
}

#[test]
fn an_abort_ends_at_once_and_tells_the_truth() {
    let before = [Event::Start, Event::Claimed(None)];
    let refused = [Event::Start, Event::Claimed(None), Event::Stored, answer(429, ""), Event::Stored];
    let sent = [Event::Start, Event::Claimed(None), Event::Stored];
    let looking = [Event::Start, Event::Claimed(None), Event::Stored, Event::Timeout];
    for (events, billed, filing) in [
        (&before[..1], Billed::No, Filing::Leave),
        (&before[..], Billed::No, Filing::Forget),
        (&refused[..4], Billed::No, Filing::Forget),
        (&refused[..], Billed::No, Filing::Forget),
        (&sent[..], Billed::Maybe, Filing::Keep),
        (&looking[..], Billed::Maybe, Filing::Keep),
    ] {
        let mut submit = new_submit();
        for event in events {
            submit.step(event, &at(0));
        }
        let (outcome, _, filed) = outcome_of(submit.step(&Event::AbortRequested, &at(0)));
        let Outcome::Aborted { failure } = outcome else { panic!("{outcome:?}") };
        assert_eq!((failure.billed, filed, failure.retryable), (billed, filing, billed == Billed::No));
        assert!(submit.is_done());
        for late in [answer(200, TASK), Event::Woke, Event::Stored, Event::Start, Event::AbortRequested, Event::Visible]
        {
            assert_eq!(submit.step(&late, &at(1)).action, Action::Wait);
        }
    }
}

#[test]
fn events_out_of_turn_change_nothing() {
    let mut submit = posting();
    for event in [Event::Start, Event::Stored, Event::Woke, Event::Visible, Event::Busy(None), Event::Claimed(None)] {
        assert_eq!(submit.step(&event, &at(1)), Step { notice: None, action: Action::Wait });
        assert_eq!(submit.fired(), None);
    }
    assert!(matches!(outcome_of(submit.step(&answer(200, TASK), &at(2))).0, Outcome::Accepted { .. }));
}

#[test]
fn ids_that_cannot_be_looked_up_are_not_submitted() {
    for id in ["", ".", ".."] {
        assert!(Submit::new(BODY.to_owned(), id, SubmitPolicy::default()).is_err());
        assert!(Poll::new(id, PollPolicy::default()).is_err());
    }
}

#[test]
fn look_ups_back_off_and_say_so() {
    let mut submit = posting();
    let mut now = Now { chance: 1.0, ..at(0) };
    let mut step = submit.step(&Event::Timeout, &now);
    let mut told = Vec::new();
    while let Action::Sleep { ms } = step.action {
        let Some(Notice::Trouble { in_a_row, wait_ms, .. }) = step.notice else { panic!("not told") };
        assert_eq!(wait_ms, u64::from(ms));
        told.push((in_a_row, ms / 1_000));
        (now.wall_ms, now.mono_ms) = (now.wall_ms + wait_ms, now.mono_ms + wait_ms);
        assert!(sends(&submit.step(&Event::Woke, &now), Method::Get));
        step = submit.step(&answer(500, ""), &now);
    }
    assert_eq!(told, [(1, 2), (1, 2), (2, 4), (3, 8), (4, 10), (5, 10), (6, 10), (7, 10), (8, 4)]);
}

#[test]
fn a_look_up_is_not_made_when_the_api_asks_for_more_than_is_left() {
    for (asked, waits) in [("15", true), ("30", false)] {
        let mut submit = posting();
        submit.step(&Event::Timeout, &at(0));
        submit.step(&Event::Woke, &at(40_000));
        let event = Event::Answer(Answer { status: 429, retry_after: Some(asked.to_owned()), ..Answer::default() });
        let step = submit.step(&event, &at(40_000));
        assert_eq!(matches!(step.action, Action::Sleep { .. }), waits, "{asked} s of the 20 left");
    }
}

#[test]
fn a_refused_submission_is_taken_over_with_what_is_left_of_its_wait() {
    let mut refused = posting();
    let Action::Store { record } = refused.step(&answer(429, ""), &at(0)).action else { panic!("not filed") };
    let wait_ms = sleep_of(&refused.step(&Event::Stored, &at(0)));
    let mut other_tab = new_submit();
    other_tab.step(&Event::Start, &at(3_000));
    let step = other_tab.step(&Event::Claimed(Some(record.clone())), &at(3_000));
    assert_eq!(sleep_of(&step), wait_ms - 3_000);
    assert!(matches!(other_tab.step(&Event::Woke, &at(wait_ms)).action, Action::Store { .. }));
    // Attempts count on over tabs.
    assert!(sends(&other_tab.step(&Event::Stored, &at(wait_ms)), Method::Post));
    let Job::Submit(job) = other_tab.record().job else { panic!("not a submission") };
    assert_eq!(job.attempts, 2);
    // A wall clock that was set back does not stretch the wait.
    let mut later = new_submit();
    let set_back = Now { wall_ms: START_MS - 86_400_000, ..at(0) };
    later.step(&Event::Start, &set_back);
    assert_eq!(sleep_of(&later.step(&Event::Claimed(Some(record)), &set_back)), 120_000);
}

// Watching.

fn watch(submitted_ago_ms: u64) -> Poll {
    let record = WatchRecord {
        task_id: Some("tsk_1".to_owned()),
        submitted_at_ms: Some(START_MS - submitted_ago_ms),
        ..WatchRecord::new("tsk_1".to_owned())
    };
    Poll::resume(Some("order-1".to_owned()), record, PollPolicy::default()).unwrap()
}

/// A watch whose question is under way, `ms` after its start.
fn asking(poll: &mut Poll, ms: u64) {
    let Action::Send(outgoing) = poll.step(&Event::Woke, &at(ms)).action else { panic!("no question at {ms}") };
    assert_eq!((outgoing.method, outgoing.path.as_str()), (Method::Get, "/v1/videos/generations/tsk_1"));
}

#[test]
fn the_first_question_comes_five_seconds_after_the_submission() {
    assert_eq!(sleep_of(&watch(0).step(&Event::Start, &at(0))), 5_000);
    assert_eq!(sleep_of(&watch(3_000).step(&Event::Start, &at(0))), 2_000);
    assert_eq!(sleep_of(&watch(9_000_000).step(&Event::Start, &at(0))), 0);
    let mut poll = Poll::new("tsk_1", PollPolicy::default()).unwrap();
    assert_eq!(sleep_of(&poll.step(&Event::Start, &at(0))), 5_000);
}

#[test]
fn questions_come_every_ten_seconds_and_slow_down_to_thirty() {
    for (age_ms, middle) in [
        (5_000, 10_000),
        (299_999, 10_000),
        (300_000, 10_000),
        (450_000, 20_000),
        (600_000, 30_000),
        (1_500_000, 30_000),
    ] {
        for (chance, percent) in [(0.0, 80), (0.5, 100), (1.0, 120)] {
            let mut poll = watch(0);
            poll.step(&Event::Start, &at(0));
            asking(&mut poll, age_ms);
            let step = poll.step(&answer(200, TASK), &Now { chance, ..at(age_ms) });
            assert_eq!(sleep_of(&step), middle * percent / 100, "at {age_ms}, chance {chance}");
        }
    }
}

#[test]
fn a_question_takes_thirty_seconds_at_most_and_never_outlives_the_deadline() {
    for (age_ms, timeout_ms) in [(5_000, 30_000), (1_770_000, 30_000), (1_790_000, 10_000)] {
        let mut poll = watch(0);
        poll.step(&Event::Start, &at(0));
        let Action::Send(outgoing) = poll.step(&Event::Woke, &at(age_ms)).action else { panic!("no question") };
        assert_eq!(outgoing.timeout_ms, timeout_ms);
    }
    let mut poll = watch(0);
    poll.step(&Event::Start, &at(0));
    asking(&mut poll, 1_795_000);
    assert_eq!(sleep_of(&poll.step(&answer(200, TASK), &at(1_795_100))), 4_900, "to the deadline, not beyond");
    assert!(matches!(outcome_of(poll.step(&Event::Woke, &at(1_800_000))).0, Outcome::Paused { .. }));
}

#[test]
fn a_page_that_is_shown_asks_once_when_the_time_is_past() {
    let mut poll = watch(0);
    poll.step(&Event::Start, &at(0));
    assert_eq!(sleep_of(&poll.step(&Event::Visible, &at(2_000))), 3_000);
    assert!(sends(&poll.step(&Event::Visible, &at(60_000)), Method::Get));
    assert_eq!(poll.step(&Event::Visible, &at(60_001)).action, Action::Wait);
    assert_eq!(poll.step(&Event::Woke, &at(60_002)).action, Action::Wait);
}

#[test]
fn a_task_may_be_invisible_for_thirty_seconds_after_its_submission() {
    for (submitted_ago_ms, age_ms, tolerated) in
        [(0, 5_000, true), (0, 29_999, true), (0, 30_000, false), (20_000, 9_999, true), (20_000, 10_000, false)]
    {
        for event in [answer(404, NOT_FOUND), answer(400, r#"{"message":"task_not_exist"}"#)] {
            let mut poll = watch(submitted_ago_ms);
            poll.step(&Event::Start, &at(0));
            asking(&mut poll, age_ms);
            let step = poll.step(&event, &at(age_ms));
            assert_eq!(matches!(step.action, Action::Sleep { .. }), tolerated, "{submitted_ago_ms} {age_ms}");
        }
    }
}

#[test]
fn trouble_backs_off_to_two_minutes_and_pauses_at_the_tenth() {
    let mut poll = watch(0);
    poll.step(&Event::Start, &at(0));
    let mut now_ms = 5_000;
    let mut waits = Vec::new();
    loop {
        asking(&mut poll, now_ms);
        let step = poll.step(&Event::Timeout, &Now { chance: 1.0, ..at(now_ms) });
        if poll.is_done() {
            let (outcome, record, filing) = outcome_of(step);
            assert!(matches!(outcome, Outcome::Paused { failure, .. } if failure.code == "timeout"));
            assert_eq!(filing, Filing::Keep);
            assert!(matches!(record.job, Job::Watch(_)));
            break;
        }
        waits.push(sleep_of(&step) / 1_000);
        now_ms += sleep_of(&step);
    }
    assert_eq!(waits, [20, 40, 80, 120, 120, 120, 120, 120, 120]);
}

#[test]
fn an_answer_ends_a_row_of_troubles() {
    let mut poll = watch(0);
    poll.step(&Event::Start, &at(0));
    let mut now_ms = 5_000;
    for round in 0..30 {
        asking(&mut poll, now_ms);
        let event = if round % 9 == 8 { answer(200, TASK) } else { Event::NetworkError(String::new()) };
        let step = poll.step(&event, &Now { chance: 0.0, ..at(now_ms) });
        now_ms += sleep_of(&step);
    }
}

#[test]
fn progress_never_goes_back_and_an_unheard_of_word_is_told_once() {
    let mut poll = watch(0);
    poll.step(&Event::Start, &at(0));
    let mut told = Vec::new();
    for (round, (status, progress)) in
        [("in_progress", 40.0), ("dreaming", 10.0), ("dreaming", 250.0), ("waking", -3.0)].into_iter().enumerate()
    {
        let now_ms = 5_000 + round as u64 * 20_000;
        asking(&mut poll, now_ms);
        let body = format!(r#"{{"id":"tsk_1","status":"{status}","progress":{progress}}}"#);
        match poll.step(&answer(200, &body), &at(now_ms)).notice {
            Some(Notice::Progress { task, progress, unheard_of }) => told.push((task.progress, progress, unheard_of)),
            other => panic!("{other:?}"),
        }
    }
    let raw = [Some(40.0), Some(10.0), Some(250.0), Some(-3.0)];
    assert_eq!(told, [(raw[0], 40.0, false), (raw[1], 40.0, true), (raw[2], 100.0, false), (raw[3], 100.0, false)]);
}

#[test]
fn a_watch_ends_by_what_the_api_says() {
    for (event, name, billed, filing) in [
        (answer(200, r#"{"id":"tsk_1","status":"completed","video_url":"u"}"#), "completed", None, Filing::Forget),
        (answer(200, r#"{"id":"tsk_1","status":"failed"}"#), "failed", Some(Billed::Maybe), Filing::Forget),
        (answer(401, ""), "rejected", Some(Billed::Maybe), Filing::Keep),
        (answer(403, ""), "rejected", Some(Billed::Maybe), Filing::Keep),
        (Event::AbortRequested, "aborted", Some(Billed::Maybe), Filing::Keep),
    ] {
        let mut poll = watch(0);
        poll.step(&Event::Start, &at(0));
        asking(&mut poll, 5_000);
        let (outcome, _, filed) = outcome_of(poll.step(&event, &at(5_100)));
        assert_eq!((outcome.name(), outcome.failure().map(|failure| failure.billed), filed), (name, billed, filing));
        if let Some(failure) = outcome.failure() {
            assert_eq!(failure.task_id.as_deref(), Some("tsk_1"));
            assert_eq!(failure.retryable, name == "aborted");
            assert_eq!(failure.client_business_id.as_deref(), Some("order-1"));
        }
        assert_eq!(poll.step(&Event::Woke, &at(5_200)).action, Action::Wait);
    }
}

#[test]
fn a_restored_watch_keeps_its_deadline_and_a_resumed_one_gets_a_new_one() {
    let mut poll = watch(0);
    poll.step(&Event::Start, &at(0));
    asking(&mut poll, 1_000_000);
    poll.step(&answer(200, TASK), &at(1_000_100));
    let record = Record::from_json(&poll.record().to_json()).unwrap();
    let Job::Watch(job) = record.job else { panic!("not a watch") };
    assert_eq!((job.age_ms, job.progress), (1_000_100, 10.0));
    // Another process: its monotonic clock begins anew.
    let later = |ms| Now { wall_ms: START_MS + ms, mono_ms: ms - 1_000_000, chance: 0.5 };
    let policy = PollPolicy::default;
    let mut restored = Poll::restore(None, record.saved_at_ms, job.clone(), policy()).unwrap();
    assert_eq!(sleep_of(&restored.step(&Event::Start, &later(1_010_100))), 20_000);
    assert!(matches!(outcome_of(restored.step(&Event::Woke, &later(1_800_000))).0, Outcome::Paused { .. }));
    let mut resumed = Poll::resume(None, job, policy()).unwrap();
    assert_eq!(sleep_of(&resumed.step(&Event::Start, &later(9_000_000))), 0);
    assert!(sends(&resumed.step(&Event::Woke, &later(9_000_000)), Method::Get));
}

#[test]
fn a_question_that_ends_with_the_deadline_ends_the_watch() {
    for event in [Event::Timeout, answer(200, TASK), answer(200, r#"{"id":"tsk_1","status":"completed"}"#)] {
        let mut poll = watch(0);
        poll.step(&Event::Start, &at(0));
        asking(&mut poll, 1_790_000);
        let (outcome, ..) = outcome_of(poll.step(&event, &at(1_800_000)));
        assert!(matches!(outcome, Outcome::Paused { failure, .. } if failure.code == "deadline"));
    }
    let mut poll = watch(0);
    poll.step(&Event::Start, &at(0));
    asking(&mut poll, 1_790_000);
    let done = answer(200, r#"{"id":"tsk_1","status":"completed","video_url":"u"}"#);
    assert!(matches!(outcome_of(poll.step(&done, &at(1_800_500))).0, Outcome::Completed { .. }), "late is not lost");
}

#[test]
fn an_answer_about_another_task_is_no_answer() {
    for (id, business_id, ours) in [
        ("asked", None, true),
        ("asked", Some("other"), true),
        ("other", Some("asked"), true),
        ("other", None, true),
        ("other", Some("other"), false),
    ] {
        let mut poll = Poll::new("asked", PollPolicy::default()).unwrap();
        poll.step(&Event::Start, &at(0));
        poll.step(&Event::Woke, &at(5_000));
        let business_id = business_id.map(|id| format!(r#","client_business_id":"{id}""#)).unwrap_or_default();
        let body = format!(r#"{{"id":"{id}","status":"queued"{business_id}}}"#);
        let step = poll.step(&answer(200, &body), &at(5_000));
        assert_eq!(matches!(step.notice, Some(Notice::Progress { .. })), ours, "{body}");
    }
}

#[test]
fn a_watch_by_task_id_learns_the_business_id_and_keeps_its_key() {
    let mut poll = Poll::new("tsk_1", PollPolicy::default()).unwrap();
    poll.step(&Event::Start, &at(0));
    asking(&mut poll, 5_000);
    let task = r#"{"id":"tsk_1","client_business_id":"order-1","status":"queued"}"#;
    poll.step(&answer(200, task), &at(5_000));
    let (outcome, record, _) = outcome_of(poll.step(&Event::AbortRequested, &at(6_000)));
    assert_eq!(outcome.failure().unwrap().client_business_id.as_deref(), Some("order-1"));
    assert_eq!(record.key(), Some("tsk_1"));
    assert_eq!(accepted_record().key(), Some("order-1"));
}

#[test]
fn a_completed_task_without_a_url_is_told_read_again_and_never_retryable() {
    let mut poll = watch(0);
    poll.step(&Event::Start, &at(0));
    let bare = answer(200, r#"{"id":"tsk_1","status":"completed"}"#);
    for round in 0..3 {
        asking(&mut poll, 5_000 + round * 12_000);
        let step = poll.step(&bare, &at(5_000 + round * 12_000));
        assert!(matches!(step.notice, Some(Notice::Progress { unheard_of: false, .. })));
    }
    asking(&mut poll, 60_000);
    let (outcome, _, filing) = outcome_of(poll.step(&bare, &at(60_000)));
    let Outcome::CompletedWithoutUrl { failure, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!((failure.billed, failure.retryable, filing), (Billed::Yes, false, Filing::Keep));
}

// What is drawn and said about the machines.

/// What a driver in another language reads and writes.
#[test]
fn events_and_steps_have_a_fixed_json_form() {
    for (text, want) in [
        (r#"{"type":"start"}"#, Event::Start),
        (r#"{"type":"confirmed"}"#, Event::Confirmed),
        (r#"{"type":"claimed","value":null}"#, Event::Claimed(None)),
        (r#"{"type":"busy"}"#, Event::Busy(None)),
        (r#"{"type":"stored"}"#, Event::Stored),
        (r#"{"type":"storeFailed","value":"quota"}"#, Event::StoreFailed("quota".to_owned())),
        (r#"{"type":"networkError","value":"x"}"#, Event::NetworkError("x".to_owned())),
        (r#"{"type":"timeout"}"#, Event::Timeout),
        (r#"{"type":"woke"}"#, Event::Woke),
        (r#"{"type":"visible"}"#, Event::Visible),
        (r#"{"type":"abortRequested"}"#, Event::AbortRequested),
        (
            r#"{"type":"answer","value":{"status":503,"retryAfter":"5","contentType":"text/html","body":"x"}}"#,
            Event::Answer(Answer {
                status: 503,
                retry_after: Some("5".to_owned()),
                content_type: Some("text/html".to_owned()),
                body: "x".to_owned(),
                ..Answer::default()
            }),
        ),
    ] {
        assert_eq!(serde_json::from_str::<Event>(text).unwrap(), want, "{text}");
    }
    let mut submit = new_submit();
    let mut said = Vec::new();
    for event in [Event::Start, Event::Claimed(None), Event::Stored, answer(429, ""), Event::Stored, Event::Busy(None)]
    {
        said.push(serde_json::to_value(submit.step(&event, &at(0))).unwrap());
    }
    said.push(serde_json::to_value(submit.step(&Event::AbortRequested, &at(0))).unwrap());
    let action = |at: usize| &said[at]["action"];
    assert_eq!(said[0], serde_json::json!({"action": {"type": "claim", "clientBusinessId": "order-1"}}));
    assert_eq!((&action(1)["type"], &action(1)["record"]["job"]["kind"]), (&"store".into(), &"submit".into()));
    assert_eq!(
        action(2),
        &serde_json::json!({
            "type": "send", "method": "POST", "path": "/v1/videos/generations", "body": BODY, "timeoutMs": 60_000
        })
    );
    assert_eq!(
        said[3]["notice"],
        serde_json::json!({"type": "trouble", "code": "rate_limit_exceeded", "inARow": 1, "waitMs": 7_500})
    );
    assert_eq!(action(4), &serde_json::json!({"type": "sleep", "ms": 7_500}));
    assert_eq!(action(5), &serde_json::json!({"type": "wait"}));
    assert_eq!((&action(6)["type"], &action(6)["filing"]), (&"done".into(), &"forget".into()));
    assert_eq!(
        action(6)["outcome"],
        serde_json::json!({"outcome": "aborted", "failure": {
            "code": "aborted", "message": "the caller stopped waiting", "retryable": true, "billed": "no",
            "clientBusinessId": "order-1"
        }})
    );
}

/// `UPDATE=1 cargo test --test machines` writes the file anew.
#[test]
fn the_diagrams_in_the_docs_are_fresh() {
    let text = format!(
        "<!-- Generated from the transition tables of src/task by: UPDATE=1 cargo test --test machines -->\n\
         # The machines\n\n## Submit\n\n```mermaid\n{}```\n\n## Poll\n\n```mermaid\n{}```\n",
        submit::diagram(),
        poll::diagram()
    );
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/task/machines.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(committed == text, "src/task/machines.md is stale: UPDATE=1 cargo test --test machines");
}

/// The two properties that keep money safe, read off the table itself.
#[test]
fn only_two_ways_lead_to_a_post() {
    let rows: Vec<_> = submit::table().collect();
    let posts: Vec<_> = rows.iter().filter(|row| row.does == "Post").map(|row| (row.from, row.on)).collect();
    assert_eq!(posts, [("Storing", "Stored")]);
    let mut filings: Vec<_> = rows.iter().filter(|row| row.to == "Storing").map(|row| (row.from, row.on)).collect();
    filings.sort_unstable();
    assert_eq!(filings, [("Claiming", "Fresh"), ("Looking", "SendAgain"), ("Waiting", "Due")]);
    let mut pairs: Vec<_> = rows.iter().map(|row| (row.from, row.on)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    assert_eq!(pairs.len(), rows.len(), "no pair stands in the table twice");
    let abortable = |from: &str| rows.iter().any(|row| row.from == from && row.on == "Abort" && row.to == "Ended");
    assert!(rows.iter().all(|row| abortable(row.from)), "an abort ends every state");
}

#[test]
fn a_plan_for_the_worst_bounds_a_submission() {
    assert_eq!(SubmitPolicy::default().longest_ms(), 3 * 60_000 + 3 * 120_000 + 60_000 + 30_000);
}
