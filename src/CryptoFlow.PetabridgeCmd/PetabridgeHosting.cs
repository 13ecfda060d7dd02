using Akka.Hosting;
using Petabridge.Cmd.Cluster;
using Petabridge.Cmd.Host;

namespace CryptoFlow.PetabridgeCmd;

/// <summary>Serves the operations palette to the tool <c>pbm</c>. Compiled only with <c>-p:UsePetabridgeCmd=true</c>; never run against the real package.</summary>
public static class PetabridgeHosting
{
    /// <summary>
    /// Listens for <c>pbm</c>. Petabridge.Cmd has no authentication, so the host must be the loopback address or an address of a private network. The palettes
    /// <c>cluster</c> and <c>actor</c> of Petabridge.Cmd replace those of this program.
    /// </summary>
    public static AkkaConfigurationBuilder AddPetabridgePalettes(
        this AkkaConfigurationBuilder akka, string host, int port, IEnumerable<PaletteShape> palettes, RunCommand run) => akka.AddPetabridgeCmd(
        options: new PetabridgeCmdOptions { Host = host, Port = port },
        hostConfiguration: cmd =>
        {
            cmd.RegisterCommandPalette(ClusterCommands.Instance);
            foreach (var palette in palettes.Where(p => p.Name is not ("cluster" or "actor")))
                cmd.RegisterCommandPalette(new PaletteHandler(palette, run));
        });
}
