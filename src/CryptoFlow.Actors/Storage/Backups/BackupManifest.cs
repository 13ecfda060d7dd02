using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CryptoFlow.Storage.Backups;

/// <summary>The candles of one series.</summary>
/// <param name="Symbol">The symbol as the database stores it, such as BINANCE:BTCUSDT.</param>
/// <param name="Interval">The interval, minutes.</param>
/// <param name="Version">Number of committed changes of the series in this database; 0 if the table <c>series</c> does not have the series.</param>
/// <param name="Recorded">Number of candles that the table <c>series</c> records, or null.</param>
/// <param name="Months">The months with candles, ascending.</param>
public sealed record SeriesHash(string Symbol, int Interval, long Version, long? Recorded, ImmutableArray<MonthHash> Months)
{
    [JsonIgnore]
    public long Candles => Months.Sum(m => m.Candles);

    public override string ToString() => $"{Symbol} {Interval} min";
}

/// <summary>The result of the comparison of a copy with its database.</summary>
/// <param name="Equal">Months whose candles are equal in both.</param>
/// <param name="ChangedSince">Months that differ because candles changed after the snapshot and before the comparison.</param>
/// <param name="ByCount">How many of these months are proved only by the count of their series. The others are proved by their hashes, after the changes are undone.</param>
public sealed record BackupComparison(int Equal, int ChangedSince, int ByCount = 0);

/// <summary>
/// The manifest beside a backup: the contents of the backup, and a hash of each part. The name of the manifest's file contains the manifest's own hash, so a damaged
/// manifest does not look like a damaged backup.
/// </summary>
/// <param name="Recipe">The rule that makes the hashes of the months (<see cref="MonthHashes.Recipe"/>).</param>
/// <param name="At">When the snapshot was taken, ms UTC.</param>
/// <param name="DatabaseId">The identity of the database; null if it has none.</param>
/// <param name="Origin">The recorded origin of the candles, such as exchanges; null if there is none.</param>
/// <param name="SchemaVersion">The version of the schema.</param>
/// <param name="Bytes">The size of the backup.</param>
/// <param name="Sha256">SHA-256 of the whole backup, in hexadecimal.</param>
/// <param name="Compared">The comparison with the database.</param>
/// <param name="Series">Each series with candles, by interval and symbol.</param>
public sealed record BackupManifest(
    int Recipe,
    long At,
    string? DatabaseId,
    string? Origin,
    long SchemaVersion,
    long Bytes,
    string Sha256,
    BackupComparison Compared,
    ImmutableArray<SeriesHash> Series)
{
    private const string Suffix = ".manifest.json";

    /// <summary>Number of characters of the manifest's hash in its file name: 128 bits.</summary>
    private const int NamedCharacters = 32;

    [JsonIgnore]
    public long Candles => Series.Sum(s => s.Candles);

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, BackupJson.Default.BackupManifest);

    /// <summary>The name of the file that holds these bytes.</summary>
    /// <param name="backup">The path of the backup.</param>
    /// <param name="manifest">The bytes of its manifest.</param>
    public static string PathFor(string backup, ReadOnlySpan<byte> manifest) =>
        $"{backup}.{Convert.ToHexStringLower(SHA256.HashData(manifest))[..NamedCharacters]}{Suffix}";

    /// <summary>The files whose names are those of a manifest of this backup.</summary>
    public static IEnumerable<string> Files(string backup)
    {
        var (directory, name) = (Path.GetDirectoryName(Path.GetFullPath(backup))!, Path.GetFileName(backup));
        return Directory.Exists(directory)
            ? Directory.EnumerateFiles(directory).Where(file => Path.GetFileName(file) is var other
                && other.Length == name.Length + 1 + NamedCharacters + Suffix.Length
                && other.StartsWith(name + '.', StringComparison.Ordinal)
                && other.EndsWith(Suffix, StringComparison.Ordinal))
            : [];
    }

    /// <summary>The manifest beside a backup.</summary>
    /// <exception cref="BackupException">There is no manifest, or it is damaged.</exception>
    public static BackupManifest Read(string backup)
    {
        var files = Files(backup).Order(StringComparer.Ordinal).ToList();
        foreach (var file in files)
        {
            var bytes = File.ReadAllBytes(file);
            if (PathFor(backup, bytes) == Path.Combine(Path.GetDirectoryName(backup) ?? "", Path.GetFileName(file)) && Parse(bytes) is { } manifest)
                return manifest;
        }

        throw new BackupException(BackupFailure.Differs, files.Count == 0
            ? $"There is no manifest beside the backup {backup} ({Path.GetFileName(backup)}.…{Suffix}), so nothing proves what the backup has to hold."
            : $"The manifest {files[0]} is damaged or was renamed: its contents do not have the hash that its name says.");
    }

    private static BackupManifest? Parse(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, BackupJson.Default.BackupManifest) is { Recipe: MonthHashes.Recipe } manifest ? manifest : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
