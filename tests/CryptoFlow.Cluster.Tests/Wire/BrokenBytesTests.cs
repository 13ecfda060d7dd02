using System.Runtime.Serialization;
using CryptoFlow.Cluster.Wire;
using CryptoFlow.Testing.Messages;
using Xunit.Abstractions;

namespace CryptoFlow.Cluster.Tests.Wire;

/// <summary>Whatever arrives, the serializer throws nothing but <see cref="SerializationException"/>: another exception would end the association.</summary>
public sealed class BrokenBytesTests(ITestOutputHelper output)
{
    private const int Tries = 200;

    private readonly WireScene _wire = new();

    public static TheoryData<string> Names => WireScene.Names;

    [Theory, MemberData(nameof(Names))]
    public void Random_bytes_cut_bytes_and_changed_bytes_throw_nothing_else(string name)
    {
        output.WriteLine($"CRYPTOFLOW_SEED={WireScene.Seed} repeats it");
        var random = new Random(WireScene.Seed);
        var sample = new MessageSamples(random).Create(WireScene.TypeOf(name));
        var (good, manifest) = (_wire.Serializer.ToBinary(sample), _wire.Serializer.Manifest(sample));
        for (var i = 0; i < Tries; i++)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            Read(noise, manifest);
            Read(good[..random.Next(good.Length)], manifest);
            var changed = good.ToArray();
            if (changed.Length > 0)
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            Read(changed, manifest);
        }

        Assert.Equal(3 * Tries, _wire.Counters.Read + _wire.Counters.RefusedFor(WireRefusal.Unreadable));
        Assert.NotEqual(0, _wire.Counters.RefusedFor(WireRefusal.Unreadable));
    }

    [Fact]
    public void Null_bytes_and_an_empty_manifest_are_refused()
    {
        Assert.Throws<SerializationException>(() => _wire.Serializer.FromBinary(null!, "w.WriteCandles.1"));
        Assert.Throws<SerializationException>(() => _wire.Serializer.FromBinary([], null!));
        Assert.Throws<SerializationException>(() => _wire.Serializer.FromBinary([], ""));
    }

    private void Read(byte[] bytes, string manifest)
    {
        try
        {
            _wire.Serializer.FromBinary(bytes, manifest);
        }
        catch (SerializationException)
        {
            // Refused. Any other exception fails the test.
        }
    }
}
