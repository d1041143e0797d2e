using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Protoo.Tests.Docs;

/// <summary>A page of the repository, and what a reader may click on it.</summary>
internal sealed class MarkdownPage
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .UsePipeTables()
        .Build();

    private readonly MarkdownDocument _document;

    public MarkdownPage(string path)
    {
        Path = path;
        Text = File.ReadAllText(System.IO.Path.Combine(Repository, path));
        _document = Markdown.Parse(Text, s_pipeline);
    }

    public static string Repository { get; } = System.IO.Path.GetFullPath(BuildMetadata.Get("RepositoryFolder"));

    /// <summary>All pages: of the repository's top, of docs, and the README of each folder.</summary>
    public static IEnumerable<string> All { get; } =
    [
        .. Directory.EnumerateFiles(Repository, "*.md"),
        .. Directory.EnumerateFiles(System.IO.Path.Combine(Repository, "docs"), "*.md"),
        .. Directory.EnumerateDirectories(Repository).SelectMany(static folder => Directory.EnumerateFiles(folder, "*.md")).Where(static file => !file.Contains("/docs/", StringComparison.Ordinal)),
        .. Directory.EnumerateDirectories(System.IO.Path.Combine(Repository, "client-samples")).SelectMany(static folder => Directory.EnumerateFiles(folder, "*.md")),
    ];

    /// <summary>The path within the repository.</summary>
    public string Path { get; }

    public string Text { get; }

    /// <summary>The links, but for those to other sites.</summary>
    public IEnumerable<string> Links => _document.Descendants<LinkInline>()
        .Select(static link => link.Url!)
        .Where(static url => !url.Contains("://", StringComparison.Ordinal));

    /// <summary>What links to headings name.</summary>
    public IEnumerable<string> Anchors => _document.Descendants<HeadingBlock>().Select(static heading => heading.GetAttributes().Id!);

    /// <summary>The code of a language.</summary>
    public IEnumerable<string> CodeIn(string language)
    {
        return _document.Descendants<FencedCodeBlock>().Where(block => block.Info == language).Select(static block => block.Lines.ToString());
    }
}
