//! Requests under way: which were sent, which were answered, which have to be sent again.

use std::collections::VecDeque;

use syntony_medium::frame::Frame;

use super::Request;

/// A job of requests.
pub struct Flight {
    requests: Vec<Request>,
    replies: Vec<Option<Vec<u32>>>,
    attempts: Vec<u32>,
    /// Not under way and not answered.
    open: VecDeque<usize>,
    /// Frames under way, in the order in which they were sent.
    waiting: VecDeque<Sent>,
}

struct Sent {
    seq: u8,
    request: usize,
    bytes: usize,
}

impl Flight {
    /// A job of which nothing was sent yet.
    pub fn new(requests: Vec<Request>) -> Self {
        let count = requests.len();
        Self { requests, replies: vec![None; count], attempts: vec![0; count], open: (0..count).collect(), waiting: VecDeque::new() }
    }

    /// Whether all is answered.
    pub fn done(&self) -> bool {
        self.open.is_empty() && self.waiting.is_empty()
    }

    /// Frames under way.
    pub fn under_way(&self) -> usize {
        self.waiting.len()
    }

    /// The next request to be sent, and how often it was sent before.
    pub fn next(&self) -> Option<(usize, u32)> {
        self.open.front().map(|&k| (k, self.attempts[k]))
    }

    /// Bytes of the frames under way.
    pub fn bytes(&self) -> usize {
        self.waiting.iter().map(|sent| sent.bytes).sum()
    }

    /// The bytes of the request that [`Flight::next`] named, under a number.
    pub fn start(&mut self, request: usize, seq: u8) -> Vec<u8> {
        self.open.pop_front();
        self.attempts[request] += 1;
        let Request { op, address, payload } = &self.requests[request];
        let bytes = Frame { op: op.code(), seq, address: *address, payload: payload.clone() }.encode();
        self.waiting.push_back(Sent { seq, request, bytes: bytes.len() });
        bytes
    }

    /// The request that a reply belongs to. A board answers in order: what was sent before it and is not answered was lost.
    pub fn arrived(&mut self, seq: u8, address: u16) -> Option<&Request> {
        let at = self.waiting.iter().position(|sent| sent.seq == seq && self.requests[sent.request].address == address)?;
        for lost in self.waiting.drain(..at).rev() {
            self.open.push_front(lost.request);
        }
        self.waiting.front().map(|sent| &self.requests[sent.request])
    }

    /// Takes the reply of the request that [`Flight::arrived`] named.
    pub fn answer(&mut self, words: Vec<u32>) {
        if let Some(sent) = self.waiting.pop_front() {
            self.replies[sent.request] = Some(words);
        }
    }

    /// All that is under way is lost.
    pub fn give_up(&mut self) {
        for lost in self.waiting.drain(..).rev() {
            self.open.push_front(lost.request);
        }
    }

    /// The replies' words in the order of the requests.
    pub fn replies(self) -> Vec<Vec<u32>> {
        self.replies.into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syntony_medium::frame::Op;

    #[test]
    fn what_a_later_reply_overtakes_is_sent_again() {
        let request = |address| Request { op: Op::Write, address, payload: vec![1] };
        let mut flight = Flight::new((10..14).map(request).collect());
        for seq in 0..3 {
            let (k, attempts) = flight.next().unwrap();
            assert_eq!((k, attempts), (usize::from(seq), 0));
            flight.start(k, seq);
        }
        assert!(flight.arrived(9, 12).is_none(), "a number that is not under way");
        assert!(flight.arrived(2, 11).is_none(), "another address");
        assert_eq!(flight.arrived(2, 12).unwrap().address, 12);
        flight.answer(Vec::new());
        assert_eq!((flight.under_way(), flight.next()), (0, Some((0, 1))));
        flight.start(0, 3);
        flight.give_up();
        assert_eq!(flight.next(), Some((0, 2)));
    }
}
