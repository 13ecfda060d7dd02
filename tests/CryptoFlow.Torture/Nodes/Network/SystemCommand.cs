using System.ComponentModel;
using System.Diagnostics;

namespace CryptoFlow.Torture.Nodes.Network;

/// <summary>Runs a short command of the system.</summary>
internal static class SystemCommand
{
    /// <exception cref="InvalidOperationException">The command is missing or has failed; the message has its error.</exception>
    public static void Run(string program, params string[] arguments)
    {
        if (TryRun(program, arguments) is { } error)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error}");
    }

    /// <returns>The error; null if the command has succeeded.</returns>
    public static string? TryRun(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"exit code {process.ExitCode}, {error}";
        }
        catch (Win32Exception missing)
        {
            return missing.Message;
        }
    }
}
