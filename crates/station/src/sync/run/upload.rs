//! One packet of a conversation, from its first byte to its receipt.

use super::{FRUITLESS, Talk, lock};
use crate::store::outbox::OutboxRow;
use crate::sync::{
    answers::take_receipt,
    line::{LineError, Offset},
    report::{News, SyncError},
};
use chrono::TimeDelta;
use rekam_domain::code::ErrorCode;
use rekam_protocol::ids::PacketId;
use std::time::{Duration, Instant};

/// When a packet that is being tried counts as failed if nothing more is heard of it.
const TRY_LASTS: TimeDelta = TimeDelta::minutes(2);

/// Where one packet stands between two requests.
enum At {
    /// The province must be asked.
    Unknown,
    /// The province knows nothing of it.
    Nowhere,
    /// So far.
    Reached(Offset),
    /// Its receipt is here.
    Received,
}

impl<T: FnMut(&News) + Send> Talk<'_, T> {
    pub(super) async fn fetch_receipt(&self, packet: PacketId) -> Result<(), SyncError> {
        let row = self.party.store.outbox_row(packet)?;
        let receipt = self.line.receipt(packet).await?;
        self.keep_receipt(&row, &receipt)
    }

    /// Tries a packet; all of it is to come from now on, though the future was not looked at yet.
    pub(super) fn set_out(&self, packet: PacketId) -> impl Future<Output = Result<(), SyncError>> {
        lock(&self.to_come).insert(packet);
        self.try_packet(packet)
    }

    async fn try_packet(&self, packet: PacketId) -> Result<(), SyncError> {
        let store = &self.party.store;
        let row = store.mark_trying(packet, self.party.clock.stamp().wall + TRY_LASTS)?;
        lock(&self.trying).insert(packet, row.attempts);
        let sent = self.upload(&row).await;
        lock(&self.to_come).remove(&packet);
        match sent {
            Ok(()) => {
                lock(&self.trying).remove(&packet);
                Ok(())
            }
            Err(error) => self.fail(&row, error),
        }
    }

    /// Notes a failed try. The conversation goes on with the next packet unless the line or the store is gone.
    fn fail(&self, row: &OutboxRow, error: SyncError) -> Result<(), SyncError> {
        lock(&self.trying).remove(&row.packet);
        self.note_failure(row.packet, row.attempts, error.code())?;
        match error {
            SyncError::Line(line) if !line.line_is_gone() => Ok(()),
            SyncError::Budget => {
                lock(&self.report).budget_spent = true;
                Ok(())
            }
            SyncError::Line(_)
            | SyncError::Store(_)
            | SyncError::Document(_)
            | SyncError::Provision(_)
            | SyncError::OtherAnswer
            | SyncError::NoRandomness => Err(error),
        }
    }

    /// When the line is gone for one packet it is gone for those beside it.
    pub(super) fn give_up_the_rest(&self, code: ErrorCode) -> Result<(), SyncError> {
        let rest = std::mem::take(&mut *lock(&self.trying));
        for (packet, attempts) in rest {
            self.note_failure(packet, attempts, code)?;
        }
        Ok(())
    }

    fn note_failure(
        &self,
        packet: PacketId,
        attempts: u32,
        code: ErrorCode,
    ) -> Result<(), SyncError> {
        if lock(&self.early)
            .take_if(|early| *early == packet)
            .is_some()
        {
            return Ok(self.party.store.take_back(packet)?);
        }
        let next_at = self.party.next_try(attempts)?;
        self.party.store.record_failure(packet, code, next_at)?;
        lock(&self.report).failed += 1;
        self.tell(&News::Failed { packet, code });
        Ok(())
    }

    /// Sends one packet, from where the province has it. A cut is waited out, and the packet taken up again.
    async fn upload(&self, row: &OutboxRow) -> Result<(), SyncError> {
        // A first try asks nothing: creation says at once when the province knows the packet already.
        let mut at = if row.attempts > 1 {
            At::Unknown
        } else {
            At::Nowhere
        };
        let (mut fruitless, mut farthest) = (0, 0);
        loop {
            match self.turn(row, at).await {
                Ok(At::Received) => return Ok(()),
                Ok(reached) => {
                    if let At::Reached(offset) = &reached
                        && offset.bytes > farthest
                    {
                        (fruitless, farthest) = (0, offset.bytes);
                    }
                    at = reached;
                }
                Err(SyncError::Line(error)) if error.may_pass() && fruitless < FRUITLESS => {
                    fruitless += 1;
                    lock(&self.to_come).insert(row.packet);
                    self.wait_out(error).await?;
                    at = At::Unknown;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// One request about one packet.
    async fn turn(&self, row: &OutboxRow, at: At) -> Result<At, SyncError> {
        match at {
            At::Unknown => {
                let found = self.line.offset(row.packet).await?;
                self.pay()?;
                let Some(offset) = found else {
                    return Ok(At::Nowhere);
                };
                if offset.bytes > row.length {
                    return Err(LineError::NotTheProvince.into());
                }
                if offset.receipt.is_none() && offset.bytes > row.offset {
                    self.note_offset(row, &offset)?;
                }
                Ok(At::Reached(offset))
            }
            At::Nowhere => self.send_piece(row, None).await,
            At::Reached(Offset {
                receipt: Some(receipt),
                ..
            }) => {
                self.keep_receipt(row, &receipt)?;
                Ok(At::Received)
            }
            // All bytes are there and the answer with the receipt was lost: it is fetched apart.
            At::Reached(offset) if offset.bytes >= row.length => {
                let receipt = self.line.receipt(row.packet).await?;
                self.keep_receipt(row, &receipt)?;
                Ok(At::Received)
            }
            At::Reached(offset) => self.send_piece(row, Some(offset.bytes)).await,
            At::Received => Ok(At::Received),
        }
    }

    /// Sends the next piece; `known` is how far the province has the packet, if it knows it.
    async fn send_piece(&self, row: &OutboxRow, known: Option<u64>) -> Result<At, SyncError> {
        let from = known.unwrap_or_default();
        let size = lock(&self.pace).0.piece();
        let size = match self.budget_left()? {
            Some(left) => size.min(left.saturating_sub(*lock(&self.committed))),
            None => size,
        };
        if size == 0 {
            return Err(SyncError::Budget);
        }
        let until = from.saturating_add(size);
        if until >= row.length {
            lock(&self.to_come).remove(&row.packet);
        }
        let piece = self.party.store.packet_bytes(row.packet, from..until)?;
        let length = piece.len() as u64;
        *lock(&self.committed) += length;
        let began = Instant::now();
        let sent = match known {
            None => self.line.begin(&self.party.announces(row), piece).await,
            Some(_) => self.line.append(row.packet, from, piece).await,
        };
        *lock(&self.committed) -= length;
        self.pay()?;
        let reached = sent.inspect_err(|error| {
            if error.lost_the_piece() {
                lock(&self.pace).0.lost();
            }
        })?;
        self.learn(length, began.elapsed());
        lock(&self.report).sent_bytes += length;
        // An answer that makes no progress is not the province's: without this rule a wrong answer could keep the line busy
        // for ever.
        if (reached.receipt.is_none() && reached.bytes <= from) || reached.bytes > row.length {
            return Err(LineError::NotTheProvince.into());
        }
        self.note_offset(row, &reached)?;
        Ok(At::Reached(reached))
    }

    fn learn(&self, length: u64, took: Duration) {
        let mut pace = lock(&self.pace);
        let (pace, since) = &mut *pace;
        pace.arrived(length, took);
        if pace.measured(since.elapsed()) {
            *since = Instant::now();
        }
    }

    /// Keeps how far the province has the packet.
    fn note_offset(&self, row: &OutboxRow, reached: &Offset) -> Result<(), SyncError> {
        self.party.store.record_offset(row.packet, reached.bytes)?;
        self.tell(&News::Sent {
            packet: row.packet,
            serial: row.serial,
            offset: reached.bytes,
            length: row.length,
        });
        Ok(())
    }

    /// Keeps a receipt if it is the province's and says exactly what was sent.
    fn keep_receipt(&self, row: &OutboxRow, bytes: &[u8]) -> Result<(), SyncError> {
        take_receipt(self.party, row, bytes)?;
        lock(&self.report).received += 1;
        self.tell(&News::Received {
            packet: row.packet,
            serial: row.serial,
        });
        Ok(())
    }
}
