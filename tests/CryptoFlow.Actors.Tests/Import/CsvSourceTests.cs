using System.IO.Compression;
using System.IO.Pipelines;

namespace CryptoFlow.Import;

/// <summary>Compressed files, damaged files, and input from a pipe.</summary>
public sealed class CsvSourceTests
{
    private static readonly byte[] Text = CsvText.Lines(Enumerable.Range(0, 5_000).Select(i => CsvText.Line(RawCandle.At(1_672_531_200_000 + (i * 900_000L)))));

    [Theory]
    [InlineData(Packing.Plain)]
    [InlineData(Packing.Gzip)]
    [InlineData(Packing.GzipOfTwo)]
    [InlineData(Packing.Zip)]
    internal async Task Compression_is_recognised_by_the_content_and_decompressed(Packing packing)
    {
        Assert.Equal(Text, await ReadAsync(new MemoryStream(CsvText.Pack(Text, packing))));
    }

    [Theory]
    [InlineData(Packing.Plain)]
    [InlineData(Packing.GzipOfTwo)]
    internal async Task Standard_input_is_read_like_a_file(Packing packing)
    {
        await using var pipe = PipeReader.Create(new MemoryStream(CsvText.Pack(Text, packing))).AsStream();
        Assert.Equal(Text, await ReadAsync(pipe));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(4)]
    [InlineData(2_000)]
    public async Task A_truncated_archive_is_an_error_and_its_last_partial_line_is_no_row(int missing)
    {
        var run = new ImportRun();

        await Assert.ThrowsAsync<InvalidDataException>(() => run.RunAsync(CsvText.Pack(Text, Packing.Gzip)[..^missing]));

        Assert.All(run.Stored, c => Assert.Equal(12.34, c.Volume));
    }

    [Theory]
    [InlineData(2, "holds 2 files")]
    public async Task A_zip_archive_without_exactly_one_file_is_refused(int files, string says)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var i = 0; i < files; i++)
            {
                using var entry = archive.CreateEntry($"{i}.csv").Open();
                entry.Write(Text);
            }
        }

        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => new ImportRun().RunAsync(packed.ToArray()));
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zip_archive_on_standard_input_is_refused_with_a_sentence_that_says_what_to_do()
    {
        await using var pipe = PipeReader.Create(new MemoryStream(CsvText.Pack(Text, Packing.Zip))).AsStream();
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(pipe));
        Assert.Contains("unzip -p", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_file_is_refused() =>
        Assert.Equal("The file is empty.", (await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(new MemoryStream()))).Message);

    private static async Task<byte[]> ReadAsync(Stream raw)
    {
        await using var source = await CsvSource.OpenAsync(raw, CancellationToken.None);
        using var read = new MemoryStream();
        await source.Content.CopyToAsync(read);
        return read.ToArray();
    }
}
