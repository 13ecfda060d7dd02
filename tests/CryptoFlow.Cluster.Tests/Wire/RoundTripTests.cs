using System.Reflection;
using System.Runtime.Serialization;
using CryptoFlow.Cluster.Wire;
using CryptoFlow.Cluster.Wire.Mapping;
using CryptoFlow.Messages;
using CryptoFlow.Testing.Messages;
using Xunit.Abstractions;

namespace CryptoFlow.Cluster.Tests.Wire;

/// <summary>Every message that may cross a process arrives with the same values.</summary>
public sealed class RoundTripTests(ITestOutputHelper output)
{
    private const int Samples = 100;

    private readonly WireScene _wire = new();

    public static TheoryData<string> Names => WireScene.Names;

    [Theory, MemberData(nameof(Names))]
    public void A_message_that_is_serialized_and_read_again_is_equal_in_every_field(string name)
    {
        output.WriteLine($"CRYPTOFLOW_SEED={WireScene.Seed} repeats it");
        var samples = new MessageSamples(new Random(WireScene.Seed));
        var type = WireScene.TypeOf(name);
        for (var i = 0; i < Samples; i++)
        {
            var message = samples.Create(type);
            Assert.Null(DeepDifference.Find(message, _wire.SendAndRead(message), type.Name));
        }
    }

    [Fact]
    public void The_table_has_every_message_once_and_nothing_else()
    {
        var entries = new WireTable(WireVersions.Own).Entries;

        Assert.Equal(WireScene.Messages, entries.Select(e => e.Type).OrderBy(t => t.FullName, StringComparer.Ordinal));
        Assert.Equal(entries.Count, entries.Select(e => e.Name).Distinct().Count());
    }

    [Fact]
    public void A_message_without_a_mapping_is_refused_and_counted()
    {
        Assert.Throws<SerializationException>(() => _wire.Serializer.ToBinary(new NotMapped(1)));
        Assert.Throws<SerializationException>(() => _wire.Serializer.Manifest(new NotMapped(1)));
        Assert.Equal(2, _wire.Counters.RefusedFor(WireRefusal.NotMapped));
    }

    [Fact]
    public void Every_value_of_an_enumeration_has_a_number_on_the_wire()
    {
        var maps = typeof(WireEnums).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.GetValue(null)!).ToList();

        Assert.NotEmpty(maps);
        foreach (dynamic map in maps)
            AssertComplete(map);
    }

    private static void AssertComplete<TOwn, TWire>(EnumMap<TOwn, TWire> map)
        where TOwn : struct, Enum
        where TWire : struct, Enum
    {
        Assert.Equal(Enum.GetValues<TOwn>().Order(), map.Pairs.Select(p => p.Own).Order());
        Assert.Equal(Enum.GetValues<TWire>().Skip(1), map.Pairs.Select(p => p.Wire).Order());
        Assert.Throws<InvalidDataException>(() => map.FromWire(default));
    }

    private sealed record NotMapped(int Value) : IWireMessage;
}
