using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Protoo.Tests.Docs;

/// <summary>Code that a reader copies from a page is correct as is.</summary>
public sealed class CodeTests
{
    // From ASP.NET Core's project template, and from the packages that the pages name.
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.SignalR;
        global using Microsoft.AspNetCore.SignalR.Client;
        global using Microsoft.Extensions.DependencyInjection;
        global using Protoo;
        """;

    // The reader's own types.
    private const string OfTheReader = """
        public sealed record Offer(string To);
        public sealed record Answer(string Sdp);
        public interface IRouter { string Id { get; } Task CloseAsync(); }
        public interface IWorker { Task<IRouter> CreateRouterAsync(); }
        """;

    private const string HubOfTheReader = """
        public sealed class ConferenceHub : ProtooHub
        {
            protected override ValueTask OnConnectionRequestAsync(ConnectionRequest request) => default;
        }
        """;

    private static readonly MetadataReference[] s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    public static TheoryData<string, int> CSharp => Blocks("csharp");

    public static TheoryData<string, int> JavaScript => Blocks("js");

    [Theory]
    [MemberData(nameof(CSharp))]
    public void CSharp_Compiles(string path, int number)
    {
        var code = new MarkdownPage(path).CodeIn("csharp").ElementAt(number);
        string[] texts =
        [
            Usings,
            code.Contains("CreateBuilder", StringComparison.Ordinal) ? code : $"var builder = WebApplication.CreateBuilder(args);\n{code}",
            OfTheReader,
            .. code.Contains("class ConferenceHub", StringComparison.Ordinal) ? Array.Empty<string>() : [HubOfTheReader],
        ];
        var compilation = CSharpCompilation.Create(
            "page",
            texts.Select(static text => CSharpSyntaxTree.ParseText(text)),
            s_references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        Assert.Empty(compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
    }

    [SkippableTheory]
    [MemberData(nameof(JavaScript))]
    public async Task JavaScript_IsRead(string path, int number)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.cjs");
        await File.WriteAllTextAsync(file, new MarkdownPage(path).CodeIn("js").ElementAt(number));
        try
        {
            using var node = Process.Start(new ProcessStartInfo(Requirement.Program("node"), ["--check", file]) { RedirectStandardError = true })!;
            var errors = await node.StandardError.ReadToEndAsync().DefaultTimeout();
            await node.WaitForExitAsync().DefaultTimeout();
            Assert.Equal((0, string.Empty), (node.ExitCode, errors));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static TheoryData<string, int> Blocks(string language)
    {
        var data = new TheoryData<string, int>();
        foreach (var path in MarkdownPage.All)
        {
            for (var number = 0; number < new MarkdownPage(path).CodeIn(language).Count(); number++)
            {
                data.Add(path, number);
            }
        }

        return data;
    }
}
