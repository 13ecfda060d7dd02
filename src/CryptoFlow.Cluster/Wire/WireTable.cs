using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CryptoFlow.Cluster.Wire.Mapping;

namespace CryptoFlow.Cluster.Wire;

/// <summary>The closed table of all messages that may cross a process, by type and by name.</summary>
internal sealed class WireTable
{
    private readonly FrozenDictionary<Type, (WireEntry Entry, string Manifest)> _byType;
    private readonly FrozenDictionary<string, WireEntry> _byName;

    /// <param name="versions">The versions to write and to read.</param>
    public WireTable(WireVersions versions)
    {
        Versions = versions;
        Entries =
        [
            .. WriterMapping.Entries,
            .. BudgetMapping.Entries,
            .. ReaderMapping.Entries,
            .. CandlePageMapping.Entries,
            .. PageMapping.Entries,
            .. RevisionMapping.Entries,
            .. FundingMapping.Entries,
            .. CommitLogMapping.Entries,
            .. LockWaitMapping.Entries,
            .. CommitMapping.Entries,
            .. CollectorMapping.Entries,
            .. PlacementMapping.Entries,
            .. AddedSeriesMapping.Entries,
            .. FormingMapping.Entries,
            .. OperationsMapping.Entries,
            .. StorageMapping.Entries,
        ];
        _byType = Entries.ToFrozenDictionary(e => e.Type, e => (e, string.Create(CultureInfo.InvariantCulture, $"{e.Name}.{versions.Written}")));
        _byName = Entries.ToFrozenDictionary(e => e.Name, StringComparer.Ordinal);
    }

    public WireVersions Versions { get; }

    public IReadOnlyList<WireEntry> Entries { get; }

    /// <summary>The mapping of a message, and the manifest with which it is sent: <c>w.WriteCandles.1</c>.</summary>
    public bool TryFind(Type type, [NotNullWhen(true)] out WireEntry? entry, [NotNullWhen(true)] out string? manifest)
    {
        var found = _byType.TryGetValue(type, out var pair);
        (entry, manifest) = pair;
        return found;
    }

    /// <summary>The mapping of a received manifest; null, with the reason, if this node cannot read such a message.</summary>
    public WireEntry? Find(string manifest, out WireRefusal refusal)
    {
        refusal = WireRefusal.UnknownMessage;
        var dot = manifest.LastIndexOf('.');
        if (dot < 0
            || !int.TryParse(manifest.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            || !_byName.TryGetValue(manifest[..dot], out var entry))
            return null;
        refusal = WireRefusal.OtherVersion;
        return Versions.Reads(version) ? entry : null;
    }
}
