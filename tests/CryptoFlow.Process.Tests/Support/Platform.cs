using System.Runtime.Versioning;

// Signals are sent to the processes.
[assembly: SupportedOSPlatform("linux")]
[assembly: SupportedOSPlatform("macos")]
