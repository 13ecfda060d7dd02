using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Storage.Readers;

/// <summary>The settings and collaborators of the readers and their router.</summary>
/// <param name="Settings">The file and the number of readers.</param>
/// <param name="Open">Opens the store for one reader.</param>
/// <param name="Board">Shows the running queries, and whether the file was moved.</param>
/// <param name="Reading">Says whether the server is warming up.</param>
/// <param name="Monitor">The storage monitor. Receives a report of each query.</param>
/// <param name="Time">The clock of the deadlines.</param>
/// <param name="Logger">The log.</param>
public sealed record ReaderContext(
    StorageSettings Settings, OpenReadStore Open, ReaderBoard Board, ReadActivity Reading, IActorRef Monitor, TimeProvider Time, ILogger Logger);
