using System.Text.Json.Nodes;
using CryptoFlow.Testing;
using CryptoFlow.Testing.Documents;
using CryptoFlow.Testing.Messages;

namespace CryptoFlow.Cluster.Tests.Wire;

/// <summary>
/// The bytes of earlier programs can still be read. The file <see cref="RecordPath"/> has samples of each message: manifest, bytes and value. A recorded line
/// is never changed. With <see cref="GeneratedSection.WriteVariable"/>=1 the test adds lines for the messages and fields that have none.
/// </summary>
public sealed class RecordedBytesTests
{
    private const string RecordPath = "tests/CryptoFlow.Cluster.Tests/Wire/Recorded/version-1.jsonl";

    /// <summary>Enough that each field has a value in some of them.</summary>
    private const int SamplesOfEach = 100;

    private readonly WireScene _wire = new();

    [Fact]
    public void Recorded_bytes_still_give_the_recorded_value()
    {
        AddMissing();
        foreach (var line in Lines())
        {
            var manifest = Text(line, "manifest");
            var message = _wire.Serializer.FromBinary(Convert.FromBase64String(Text(line, "bytes")), manifest);
            Assert.Null(RecordedValue.FindDifference(line["value"], RecordedValue.Of(message), manifest));
        }
    }

    [Fact]
    public void Every_message_and_every_field_has_recorded_bytes()
    {
        AddMissing();

        Assert.Empty(Missing().Select(m => m.Field));
    }

    [Fact]
    public void A_value_that_differs_and_a_property_that_is_gone_are_found()
    {
        var value = JsonNode.Parse("""{"a":[{"b":1}]}""");

        Assert.Null(RecordedValue.FindDifference(value, JsonNode.Parse("""{"a":[{"b":1,"new":2}]}"""), ""));
        Assert.Equal(".a[0].b: 1 became 2", RecordedValue.FindDifference(value, JsonNode.Parse("""{"a":[{"b":2}]}"""), ""));
        Assert.Equal(".a is gone", RecordedValue.FindDifference(value, JsonNode.Parse("{}"), ""));
    }

    private static JsonNode[] Lines() =>
        [.. Repository.Read(RecordPath).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

    private static string Text(JsonNode line, string name) => line[name]!.GetValue<string>();

    private void AddMissing()
    {
        if (Environment.GetEnvironmentVariable(GeneratedSection.WriteVariable) == "1")
            File.AppendAllLines(Path.Combine(Repository.Root!, RecordPath), Missing().Select(m => LineOf(m.Sample)).ToList());
    }

    /// <summary>The fields that no recorded line has a value for, each with a message that has one.</summary>
    private IEnumerable<(string Field, object Sample)> Missing()
    {
        var recorded = Lines().SelectMany(l => RecordedValue.FieldsOf(l["value"], Text(l, "manifest"))).ToHashSet();
        foreach (var type in WireScene.Messages)
        {
            var samples = new MessageSamples(new Random(1));
            foreach (var sample in Enumerable.Range(0, SamplesOfEach).Select(_ => samples.Create(type)))
            {
                var added = RecordedValue.FieldsOf(RecordedValue.Of(sample), _wire.Serializer.Manifest(sample)).Where(recorded.Add).ToList();
                if (added.Count > 0)
                    yield return (added[0], sample);
            }
        }
    }

    private string LineOf(object message) => new JsonObject
    {
        ["manifest"] = _wire.Serializer.Manifest(message),
        ["bytes"] = Convert.ToBase64String(_wire.Serializer.ToBinary(message)),
        ["value"] = RecordedValue.Of(message),
    }.ToJsonString();
}
