using System.IO.Compression;
using System.Text.Json;
using CryptoFlow.Dashboard.Tests.Support;

namespace CryptoFlow.Dashboard.Tests;

/// <summary>The sources of the page: their own unit tests, types, lock file and sizes.</summary>
public sealed class PageSourceTests
{
    /// <summary>All scripts and styles as a browser gets them, gzip, bytes. Today: 111 KB.</summary>
    private const int MostPackedBytes = 120 * 1024;

    private const int MostLines = 300;

    [SkippableFact]
    public async Task TypeScript_finds_no_type_error()
    {
        PageSources.SkipWithoutPackages();
        var run = await PageSources.NodeAsync("node_modules/typescript/bin/tsc", "--noEmit");
        Assert.True(run.ExitCode == 0, run.Transcript);
    }

    [SkippableFact]
    public async Task The_unit_tests_of_the_page_pass()
    {
        PageSources.SkipWithoutPackages();
        var bundled = await PageSources.NodeAsync("node_modules/vite/bin/vite.js", "build", "--config", "vite.tests.ts", "--logLevel", "error");
        Assert.True(bundled.ExitCode == 0, bundled.Transcript);

        var run = await PageSources.NodeAsync("--test", "obj/unit/");

        Assert.True(run.ExitCode == 0, run.Transcript);
        Assert.DoesNotContain(run.Output, line => line.Trim() is "# tests 0" or "ℹ tests 0");
    }

    [Fact]
    public void The_lock_file_names_no_address_and_has_the_native_packages_of_every_platform()
    {
        using var file = JsonDocument.Parse(PageSources.Read("package-lock.json"));
        var packages = file.RootElement.GetProperty("packages").EnumerateObject().ToList();

        Assert.DoesNotContain(packages, package => package.Value.TryGetProperty("resolved", out _));
        foreach (var platform in (string[])["linux-x64-gnu", "linux-x64-musl", "linux-arm64-gnu", "darwin-arm64", "win32-x64-msvc"])
        {
            Assert.Contains(packages, package => package.Name == $"node_modules/@rolldown/binding-{platform}");
            Assert.Contains(packages, package => package.Name == $"node_modules/lightningcss-{platform}");
        }

        Assert.Contains("omit-lockfile-registry-resolved=true", PageSources.Read(".npmrc"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_page_whose_sources_have_not_changed_is_not_built_again()
    {
        PageSources.SkipWithoutPackages();
        using var folder = new TempDirectory();
        var (page, stamp, list) = (folder.File("page"), folder.File("page.stamp"), folder.File("sources.txt"));
        await File.WriteAllLinesAsync(list, ["index.html", "src/main.ts"]);
        var mark = Path.Combine(page, "mark");

        Assert.Equal(0, (await PageSources.NodeAsync("build/page.mjs", page, stamp, list)).ExitCode);
        await File.WriteAllTextAsync(mark, "A build replaces the folder.");
        Assert.Equal(0, (await PageSources.NodeAsync("build/page.mjs", page, stamp, list)).ExitCode);
        Assert.True(File.Exists(mark));

        await File.AppendAllLinesAsync(list, ["src/styles/index.css"]);
        Assert.Equal(0, (await PageSources.NodeAsync("build/page.mjs", page, stamp, list)).ExitCode);
        Assert.False(File.Exists(mark));
        Assert.True(File.Exists(Path.Combine(page, "index.html")));
    }

    [Fact]
    public void No_source_file_is_longer_than_300_lines() =>
        Assert.DoesNotContain(PageSources.Files("src", "*.*"), file => File.ReadLines(file).Count() > MostLines);

    [Fact]
    public void No_text_becomes_html()
    {
        string[] unsafeCalls = ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"];
        Assert.DoesNotContain(PageSources.Files("src", "*.ts"), file => unsafeCalls.Any(call => File.ReadAllText(file).Contains(call, StringComparison.Ordinal)));
    }

    [SkippableFact]
    public void The_compressed_page_stays_below_its_size_limit()
    {
        PageSources.SkipWithoutPackages();
        var files = PageFiles.Embedded();
        var packed = files.Paths.Sum(path => PackedLength(files.Find(path)!.Value));
        Assert.InRange(packed, 1, MostPackedBytes);
    }

    private static long PackedLength(ReadOnlyMemory<byte> file)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(file.Span);
        return packed.Length;
    }
}
