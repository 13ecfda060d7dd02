using Google.Protobuf;

namespace CryptoFlow.Cluster.Wire;

/// <summary>One type of message that may cross a process: its name in the manifest, and the two directions of its mapping.</summary>
/// <param name="name">The name in the manifest, without the version: <c>w.WriteCandles</c>. It never changes.</param>
/// <param name="type">The type of the message.</param>
internal abstract class WireEntry(string name, Type type)
{
    public string Name { get; } = name;

    public Type Type { get; } = type;

    /// <summary>The generated message with the same values.</summary>
    public abstract IMessage ToWire(object message);

    /// <summary>Reads a message from its bytes.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not such a message.</exception>
    /// <exception cref="InvalidDataException">A value is missing or out of its range. A mapping may throw other exceptions, too.</exception>
    public abstract object Read(byte[] bytes);

    public static WireEntry Of<TMessage, TWire>(string name, Func<TMessage, TWire> toWire, Func<TWire, TMessage> fromWire)
        where TMessage : class
        where TWire : class, IMessage<TWire>, new() => new Pair<TMessage, TWire>(name, toWire, fromWire);

    private sealed class Pair<TMessage, TWire>(string name, Func<TMessage, TWire> toWire, Func<TWire, TMessage> fromWire) : WireEntry(name, typeof(TMessage))
        where TMessage : class
        where TWire : class, IMessage<TWire>, new()
    {
        private readonly MessageParser<TWire> _parser = new(static () => new TWire());

        public override IMessage ToWire(object message) => toWire((TMessage)message);

        public override object Read(byte[] bytes) => fromWire(_parser.ParseFrom(bytes));
    }
}
