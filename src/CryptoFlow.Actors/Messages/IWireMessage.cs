namespace CryptoFlow.Messages;

/// <summary>
/// A message that may cross a process: a request, its reply, or an event after a commit.
/// </summary>
/// <remarks>
/// Such a message is plain data: it has no actor reference, no exception, no delegate and no <c>object</c>. A request carries its remaining time and not a point in
/// time, because the clocks of two processes may differ (<see cref="Deadline"/>). The constructor and the <c>init</c> properties are enough to create an equal
/// message. A new type needs a mapping in the wire format; a test finds types without a mapping (docs/architecture.md, Messages).
/// </remarks>
public interface IWireMessage;
