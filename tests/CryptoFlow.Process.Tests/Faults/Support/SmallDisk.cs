using System.Diagnostics;

namespace CryptoFlow.Processes.Faults.Support;

/// <summary>A disk that fills up: a tmpfs of some MB, mounted for one test.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TempDirectory _directory = new();

    /// <summary>Mounts it; skips the test where that is not allowed.</summary>
    public SmallDisk(int megabytes) =>
        Skip.IfNot(
            OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "cryptoflow-test", _directory.Path),
            "A tmpfs can only be mounted by the superuser of a Linux machine.");

    public string File(string name) => _directory.File(name);

    public void Resize(int megabytes) => Assert.True(Run("mount", "-o", $"remount,size={megabytes}m", _directory.Path));

    /// <summary>Leaves so many bytes free, about.</summary>
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

    /// <summary>Runs a program of the system; false where it is missing or fails.</summary>
    internal static bool Run(string program, params string[] arguments)
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
