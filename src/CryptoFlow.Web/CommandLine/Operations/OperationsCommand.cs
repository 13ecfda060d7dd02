using System.CommandLine;
using CryptoFlow.Errors;
using CryptoFlow.Web.Operations;

namespace CryptoFlow.Web.CommandLine.Operations;

/// <summary><c>ops</c>: sends a verb of the operations palette to the server that has the file open, or to the server at an address.</summary>
internal sealed class OperationsCommand(CommandEnvironment environment)
{
    private static readonly Uri Route = new(OperationsApi.Path, UriKind.Relative);

    public static Command Describe(CommandEnvironment environment, IReadOnlyList<string> configuration, Option<string> database)
    {
        var words = new Argument<string[]>("command")
        {
            Description = "Palette, verb and arguments, such as: db why --at 03:12. The word help lists the verbs.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var server = new Option<string>("--server")
        {
            Description = "The server's address. Default: the server that has the database file open.",
            HelpName = "URL",
        };
        server.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !IsAddress(text))
                result.AddError($"--server is '{text}'; an address is such as http://localhost:3000.");
        });
        var key = new Option<string>("--key") { Description = "The server's key. Default: CryptoFlow:Api:Key.", HelpName = "KEY" };
        var command = new Command("ops", "Runs a verb of the operations palette at a running server.") { words, server, key };
        command.SetAction((parsed, cancellation) =>
        {
            string[] arguments = [.. CommandOptions.Arguments(configuration, parsed.GetValue(database)), .. parsed.GetValue(key) is { } given ? new[] { $"--CryptoFlow:Api:Key={given}" } : []];
            return new OperationsCommand(environment).RunAsync(arguments, parsed.GetValue(server), parsed.GetValue(words) ?? [], cancellation);
        });
        return command;
    }

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0;

    private Task<int> RunAsync(string[] args, string? address, string[] words, CancellationToken cancellation) => environment.RunAsync(
        async () =>
        {
            // Command and server share the definition of the verbs. So a wrong word is found without a server; a server of another version still checks again.
            switch (OperationParser.Parse(words))
            {
                case OperationRequest.Wrong wrong:
                    throw UserError.WrongUse(wrong.Sentence);
                case OperationRequest.Help help:
                    foreach (var line in help.Lines)
                        await environment.Out.WriteLineAsync(line);
                    return ExitCodes.Success;
            }

            var options = LocalSystem.OptionsOf(LocalSystem.Configure(args));
            using var server = address is null
                ? await ServerConnection.FindAsync(options, environment, cancellation)
                    ?? throw new UserError($"No server has {options.Database.Path} open; start it, or name a server with --server.")
                : await ServerConnection.ConnectAsync(new Uri(address), options, environment, cancellation);
            server.UseKey("run the command", needsServer: true);

            // The answer is read line by line, because a verb such as cluster tail does not end by itself.
            using var response = await server.TrySendAsync(
                async (http, given) =>
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, Route) { Content = JsonContent.Create(new OperationsBody(words), OperationsJson.Default.OperationsBody) };
                    return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, given);
                },
                cancellation);
            await server.ThrowIfRefusedAsync(response);

            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
            while (await lines.ReadLineAsync(cancellation) is { } line)
                await environment.Out.WriteLineAsync(line);
            return ExitCodes.Success;
        },
        interrupted: "Interrupted; the server may have run the command.");
}
