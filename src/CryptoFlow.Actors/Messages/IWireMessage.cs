namespace CryptoFlow.Messages;

/// <summary>
/// A message that may cross a process: a request, its reply, or an event after a commit.
/// </summary>
/// <remarks>
/// Such a message is plain data. It holds no actor reference, no exception, no delegate, no <c>object</c> and no time of the sender's clock that the receiver
/// would have to share: a request carries the time that remains (<see cref="Deadline"/>). Its constructor and its <c>init</c> properties are enough to create
/// it again. A new type needs a mapping in the wire format; a test finds a type without one (docs/architecture.md, Messages).
/// </remarks>
public interface IWireMessage;
