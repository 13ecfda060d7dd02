using System.Diagnostics;
using Xunit;

namespace CryptoFlow.Testing;

/// <summary>A small disk for one test: a tmpfs of some MB.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TempDirectory _directory = new();

    /// <summary>Mounts the disk. Skips the test if the user may not mount.</summary>
    public SmallDisk(int megabytes) =>
        Skip.IfNot(
            OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "cryptoflow-test", _directory.Path),
            "A tmpfs can only be mounted by the superuser of a Linux machine.");

    public string File(string name) => _directory.File(name);

    public void Resize(int megabytes)
    {
        if (!Run("mount", "-o", $"remount,size={megabytes}m", _directory.Path))
            throw new InvalidOperationException("The small disk cannot be resized.");
    }

    /// <summary>Fills the disk until about this number of bytes is free.</summary>
    public void Fill(long free)
    {
        using var filler = System.IO.File.Create(File("filler"));
        var block = new byte[4096];
        while (new DriveInfo(_directory.Path).AvailableFreeSpace > free)
        {
            filler.Write(block);
            filler.Flush();
        }
    }

    public void Dispose()
    {
        Run("umount", "--lazy", _directory.Path);
        _directory.Dispose();
    }

    /// <summary>Runs a program of the operating system. False if the program is missing or fails.</summary>
    public static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
