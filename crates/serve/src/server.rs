//! The listener on the loopback address, and the bounds on what its clients may cost.

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use answers::Dossier;
use axum::Router;
use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request};
use axum::http::{Response, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::sync::{Notify, Semaphore};

use crate::access::{AccessGuard, admit_or_refuse};
use crate::api::ROUTES;
use crate::failure::Failure;
use crate::form::Form;
use crate::page::{self, DOWNLOADS, FORMS, PAGES};
use crate::params::{Parameter, Params};
use crate::readers::Readers;
use crate::refusal;
use crate::reply::{self, Answer};
use crate::site::{Options, Site};

/// How many connections are open at once; more wait until one is closed.
const MOST_CONNECTIONS: usize = 128;
/// How long a client may take to send the head of a request, or to keep quiet between two.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long a connection lives; browsers open another.
const CONNECTION_LIFE: Duration = Duration::from_mins(2);
/// How much of a request's head is held, in bytes.
const HEAD_BYTES: usize = 64 << 10;
/// How many headers a request may have.
const MOST_HEADERS: usize = 64;
/// Threads that speak with clients; those that read the dossier come on top.
const IO_THREADS: usize = 2;

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The port is in use by another program.
    #[error("port {0} is in use by another program")]
    Taken(u16),
    /// The system does not let us listen.
    #[error("could not listen on 127.0.0.1:{port}")]
    Listen {
        /// The port that was asked for.
        port: u16,
        /// What the system said.
        source: io::Error,
    },
    /// The system gives no randomness, or no threads.
    #[error("could not start the server")]
    Start(#[source] io::Error),
}

/// A server that listens on the loopback address.
pub struct Server {
    listener: TcpListener,
    guard: Arc<AccessGuard>,
    site: Arc<Site>,
    readers: Arc<Readers>,
    stop: Stop,
}

/// Ends a server.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<Notify>);

impl Stop {
    /// Ends the server; what it is answering now is cut off.
    pub fn stop(&self) {
        self.0.notify_one();
    }
}

impl Server {
    /// Listens on 127.0.0.1; nobody is answered before [`Server::run`].
    pub fn bind(options: Options) -> Result<Self, Error> {
        let port = options.port;
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|source| {
                match source.kind() {
                    io::ErrorKind::AddrInUse => Error::Taken(port),
                    _ => Error::Listen { port, source },
                }
            })?;
        listener.set_nonblocking(true).map_err(Error::Start)?;
        let port = listener.local_addr().map_err(Error::Start)?.port();
        let guard =
            AccessGuard::new(port).map_err(|error| Error::Start(io::Error::other(error)))?;
        let readers = Arc::new(Readers::new(options.open, options.readers));
        let site =
            Site::new(options.site).map_err(|error| Error::Start(io::Error::other(error)))?;
        Ok(Self {
            listener,
            guard: Arc::new(guard),
            site: Arc::new(site),
            readers,
            stop: Stop::default(),
        })
    }

    /// Returns what lets browsers and scripts in.
    pub fn guard(&self) -> Arc<AccessGuard> {
        Arc::clone(&self.guard)
    }

    /// Returns what ends the server.
    pub fn stop(&self) -> Stop {
        self.stop.clone()
    }

    /// Answers until it is told to stop, while `companion` is at work on a thread of its own, which nobody waits for.
    pub fn run_beside(
        self,
        companion: impl FnOnce(Arc<AccessGuard>) + Send + 'static,
    ) -> Result<(), Error> {
        let guard = self.guard();
        let beside = std::thread::Builder::new().name("beside".to_owned());
        drop(beside.spawn(move || companion(guard)).map_err(Error::Start)?);
        self.run()
    }

    /// Answers until it is told to stop.
    pub fn run(self) -> Result<(), Error> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(IO_THREADS)
            .thread_name("serve")
            .enable_io()
            .enable_time()
            .build()
            .map_err(Error::Start)?;
        let ended = runtime.block_on(self.listen());
        // A question that is being answered is left behind.
        runtime.shutdown_background();
        ended
    }

    async fn listen(self) -> Result<(), Error> {
        let stop = self.stop.clone();
        let router = self.router();
        let listener = tokio::net::TcpListener::from_std(self.listener).map_err(Error::Start)?;
        let permits = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        let accepting = async {
            loop {
                let Ok(permit) = Arc::clone(&permits).acquire_owned().await else { return };
                // An error is one client's: it went away, or the system is short of descriptors for a while.
                let Ok((stream, _)) = listener.accept().await else {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                };
                let _sent_at_once = stream.set_nodelay(true);
                let router = router.clone();
                tokio::spawn(async move {
                    let _permit = permit;
                    let speaking = http1::Builder::new()
                        .timer(TokioTimer::new())
                        .header_read_timeout(HEAD_TIME)
                        .max_buf_size(HEAD_BYTES)
                        .max_headers(MOST_HEADERS)
                        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
                    // How a connection ends concerns its client alone.
                    let _ended = tokio::time::timeout(CONNECTION_LIFE, speaking).await;
                });
            }
        };
        let told = stop.0.notified();
        race(accepting, told).await;
        Ok(())
    }

    fn router(&self) -> Router {
        let mut router = Router::new();
        for route in ROUTES {
            let asking = Asking::new(self, route.parameters);
            router = asking.routed(router, route.path, move |dossier, site, params| {
                Ok(reply::json(StatusCode::OK, (route.ask)(dossier, site, params)?))
            });
        }
        for page in PAGES {
            let asking = Asking::new(self, page.parameters);
            router = asking.routed(router, page.path, move |dossier, site, params| {
                Ok(reply::html(StatusCode::OK, (page.show)(dossier, site, params)?))
            });
        }
        for download in DOWNLOADS {
            let asking = Asking::new(self, download.parameters);
            router = asking.routed(router, download.path, move |dossier, site, params| {
                Ok(reply::file((download.give)(dossier, site, params)?))
            });
        }
        for form in FORMS {
            let asking = Asking::new(self, &[]);
            let answer = move |request: Request| asking.clone().receive(request, form.answer);
            router = router.route(form.path, post(answer));
        }
        let title: Arc<str> = self.site.title.as_str().into();
        let lost = |request: Request| async move {
            let failure = Failure::missing("there is nothing at this address");
            refusal::reply(request.uri().path(), Some(&title), &failure)
        };
        page::with_assets(router)
            .fallback(lost)
            .layer(from_fn_with_state(Arc::clone(&self.guard), admit_or_refuse))
    }
}

/// Waits for the first of two to end.
async fn race(one: impl Future<Output = ()>, other: impl Future<Output = ()>) {
    let (mut one, mut other) = (std::pin::pin!(one), std::pin::pin!(other));
    std::future::poll_fn(|context| {
        if other.as_mut().poll(context).is_ready() {
            return std::task::Poll::Ready(());
        }
        one.as_mut().poll(context)
    })
    .await;
}

/// What it takes to answer the requests of one route.
#[derive(Clone)]
struct Asking {
    readers: Arc<Readers>,
    site: Arc<Site>,
    parameters: &'static [Parameter],
}

impl Asking {
    fn new(server: &Server, parameters: &'static [Parameter]) -> Self {
        let (readers, site) = (Arc::clone(&server.readers), Arc::clone(&server.site));
        Self { readers, site, parameters }
    }

    /// Adds to a router the path at which `question` is answered.
    fn routed(
        self,
        router: Router,
        path: &str,
        question: impl Fn(&Dossier, &Site, &Params) -> Result<Response<Body>, Failure>
        + Copy
        + Send
        + Sync
        + 'static,
    ) -> Router {
        let answer = move |path: Result<RawPathParams, RawPathParamsRejection>,
                           request: Request| {
            self.clone().answer(path, request, question)
        };
        router.route(path, get(answer))
    }

    async fn answer(
        self,
        path: Result<RawPathParams, RawPathParamsRejection>,
        request: Request,
        question: impl FnOnce(&Dossier, &Site, &Params) -> Result<Response<Body>, Failure>
        + Send
        + 'static,
    ) -> Response<Body> {
        let params = named(path).and_then(|id| {
            let uri = request.uri();
            let is_form = !uri.path().starts_with("/api");
            Params::read(id, uri.query().unwrap_or_default(), self.parameters, is_form)
        });
        let answered = match params {
            Ok(params) => {
                let site = Arc::clone(&self.site);
                self.readers.ask(move |dossier| question(dossier, &site, &params)).await
            }
            Err(failure) => Err(failure),
        };
        answered.unwrap_or_else(|failure| {
            refusal::reply(request.uri().path(), Some(&self.site.title), &failure)
        })
    }

    /// Answers a form that was sent.
    async fn receive(
        self,
        request: Request,
        answer: fn(&Dossier, &Site, &Form) -> Result<Answer, Failure>,
    ) -> Response<Body> {
        let path = request.uri().path().to_owned();
        let answered = match Form::receive(request, &self.site.form_token).await {
            Ok(form) => {
                let site = Arc::clone(&self.site);
                self.readers.ask(move |dossier| answer(dossier, &site, &form)).await
            }
            Err(failure) => Err(failure),
        };
        match answered {
            Ok(Answer::Page(page)) => reply::html(StatusCode::OK, page),
            Ok(Answer::File(file)) => reply::file(file),
            Ok(Answer::See(address)) => reply::see(&address),
            Err(failure) => refusal::reply(&path, Some(&self.site.title), &failure),
        }
    }
}

/// Returns the id that the path names, if it names one.
fn named(path: Result<RawPathParams, RawPathParamsRejection>) -> Result<String, Failure> {
    let path = path.map_err(|_| Failure::bad("the address is not in UTF-8"))?;
    Ok(path.iter().next().map(|(_, value)| value.to_owned()).unwrap_or_default())
}
