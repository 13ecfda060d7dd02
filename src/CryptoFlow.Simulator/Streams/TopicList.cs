namespace CryptoFlow.Simulator.Streams;

/// <summary>The subscriptions of one connection, oldest first.</summary>
internal sealed class TopicList
{
    private readonly Dictionary<string, SeriesCursor?> _byName = new(StringComparer.Ordinal);
    private readonly List<Topic> _topics = [];
    private readonly List<SeriesCursor> _cursors = [];

    public int Count => _topics.Count;

    public IEnumerable<string> Names => _topics.Select(t => t.Name);

    /// <summary>The candle series among the subscriptions.</summary>
    public IReadOnlyList<SeriesCursor> Cursors => _cursors;

    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>Subscribes, unless the client has this subscription already.</summary>
    public void Add(Topic topic)
    {
        var cursor = topic.Interval is { } interval ? new SeriesCursor(topic, interval) : null;
        if (!_byName.TryAdd(topic.Name, cursor))
            return;
        _topics.Add(topic);
        if (cursor is not null)
            _cursors.Add(cursor);
    }

    /// <summary>Unsubscribes. Returns whether the client had this subscription.</summary>
    public bool Remove(string name)
    {
        if (!_byName.Remove(name, out var cursor))
            return false;
        _topics.RemoveAll(t => t.Name == name);
        if (cursor is not null)
            _cursors.Remove(cursor);
        return true;
    }
}
