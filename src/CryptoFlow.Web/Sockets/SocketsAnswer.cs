namespace CryptoFlow.Web.Sockets;

/// <summary>The WebSocket clients.</summary>
/// <param name="Clients">Clients that are connected now.</param>
/// <param name="MaxClients">Maximum number of clients.</param>
/// <param name="Accepted">Clients accepted since the start.</param>
/// <param name="Refused">Clients refused because the maximum was connected.</param>
/// <param name="DroppedSlow">Clients dropped because they read too slowly.</param>
/// <param name="HistoriesWaiting">Subscriptions whose history waits for its turn or is being read.</param>
/// <param name="HistoriesRefused">Subscriptions that ended because their history could not be read in time.</param>
internal sealed record SocketsAnswer(
    int Clients, int MaxClients, long Accepted, long Refused, long DroppedSlow, int HistoriesWaiting, long HistoriesRefused);
