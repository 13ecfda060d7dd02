namespace CryptoFlow.Cluster.Wire;

/// <summary>Why a message was not sent, or was thrown away when it arrived. The receiver does not get it; the association between the nodes stays.</summary>
public enum WireRefusal
{
    /// <summary>This node wants to send a type that is not in the table of messages: a defect.</summary>
    NotMapped,

    /// <summary>This node wants to send a message above <see cref="WireLimits.MaxMessageBytes"/>.</summary>
    TooLarge,

    /// <summary>The manifest of a received message is not in the table.</summary>
    UnknownMessage,

    /// <summary>A received message has a version that this node does not read.</summary>
    OtherVersion,

    /// <summary>The bytes of a received message cannot be read, or a value is out of its range.</summary>
    Unreadable,
}
