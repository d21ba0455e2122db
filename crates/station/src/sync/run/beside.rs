//! What is said in a conversation beside packets: news, papers of the station, and the reckoning.

use super::{Talk, lock};
use crate::store::settings::Setting;
use crate::sync::{
    answers::{take_feed, take_renewal},
    directory, provisions, reckon,
    report::{News, SyncError},
};
use futures_util::future::join;

impl<T: FnMut(&News) + Send> Talk<'_, T> {
    /// Keeps all that the province has for the station: news first, as people wait for them.
    pub(super) async fn hear(&self) -> Result<(), SyncError> {
        self.patiently(async || {
            self.pull_feed().await?;
            self.fetch_papers().await
        })
        .await
    }

    /// Keeps statuses and canary answers, as far as the province has them.
    pub(super) async fn pull_feed(&self) -> Result<(), SyncError> {
        loop {
            let after = self
                .party
                .store
                .number(Setting::FeedCursor)?
                .unwrap_or_default();
            let page = self.line.feed(after).await?;
            self.pay()?;
            if !take_feed(self.party, after, &page, &mut lock(&self.report))? {
                return Ok(());
            }
        }
    }

    /// Keeps what the province gives a station to hold: the directory, a renewed activation, lists and tables.
    pub(super) async fn fetch_papers(&self) -> Result<(), SyncError> {
        if self.budget_left()? == Some(0) {
            return Ok(());
        }
        directory::renew(self.party, &self.line).await?;
        self.pay()?;
        let present = self.party.activation.issued_at;
        let renewed = self.line.activation(present).await?;
        self.pay()?;
        if let Some(renewed) = renewed {
            lock(&self.report).renewed = take_renewal(self.party, &renewed)?;
        }
        let provided = provisions::renew(self.party, &self.line, || self.pay()).await?;
        lock(&self.report).provided(provided);
        Ok(())
    }

    /// What ends a conversation: what the province has to say of the packets that it received in it, and the reckoning. `held` is
    /// how far it said at the beginning that it had the day-book.
    pub(super) async fn close(&self, nonce: [u8; 16], held: u32) -> Result<(), SyncError> {
        let is_due = lock(&self.report).received > 0;
        let news = self.patiently(async || {
            if is_due {
                self.pull_feed().await
            } else {
                Ok(())
            }
        });
        let reckoning = self.patiently(async || self.reckon(nonce, held).await);
        let (heard, reckoned) = join(news, reckoning).await;
        reckoned.and(heard)
    }

    /// Says what was created, and keeps what the province says of it. Days that it knows are not told again, unless it has
    /// forgotten them.
    async fn reckon(&self, nonce: [u8; 16], held: u32) -> Result<(), SyncError> {
        if self.budget_left()? == Some(0) {
            return Ok(());
        }
        let last = reckon::last(self.party)?;
        let mut after = last.map_or(0, |last| last.known.min(held));
        loop {
            let account = reckon::account(self.party, nonce, after)?;
            let cursor = self.party.store.number(Setting::FeedCursor)?;
            let answer = self.line.reckon(account).await?;
            self.pay()?;
            let Some(answer) = answer else { return Ok(()) };
            let taken = reckon::take(self.party, Some(nonce), cursor, &answer)?;
            let mut report = lock(&self.report);
            report.forgotten += taken.forgotten;
            report.missing = Some(taken.missing);
            report.findings = taken.findings;
            if taken.known >= after || after == 0 {
                return Ok(());
            }
            after = taken.known;
        }
    }
}
