using System.Runtime.Versioning;

// The tests send Unix signals to processes.
[assembly: SupportedOSPlatform("linux")]
[assembly: SupportedOSPlatform("macos")]
