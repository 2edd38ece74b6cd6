//! One job from a page, and what an earlier visit left behind.

use seedance_request::client::{AbortHandle, Client, Error, LocalStorage};
use seedance_request::task::Task;
use seedance_request::{Options, RequestBuilder};

pub async fn generate(stop: &AbortHandle, show: impl FnMut(f64) + 'static) -> Result<Option<Task>, Error> {
    // The page's own origin serves a proxy that holds the key.
    let mut client = Client::builder("/api");
    if let Some(storage) = LocalStorage::new() {
        client = client.storage(storage);
    }
    let client = client.build()?;

    // After a reload: each job goes on, and none is submitted a second time.
    for record in client.pending().await? {
        client.resume(&record).await?;
    }

    let draft = RequestBuilder::new("seedance-2-mini").prompt("Rain on a tin roof.").duration(8);
    let Ok(request) = draft.build(&Options::default()).ok() else { return Ok(None) };
    let mut show = show;
    let task = client.run(&request).signal(&stop.signal()).on_progress(move |look| show(look.progress)).await?;
    Ok(Some(task))
}
