using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Protoo.Tests.Docs;

/// <summary>A page of the repository, with its links, anchors and code.</summary>
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

    /// <summary>The paths of all pages: at the repository's root, in its folders, and in the samples.</summary>
    public static string[] All { get; } =
    [
        .. new[] { Repository }
            .Concat(Directory.EnumerateDirectories(Repository))
            .Concat(Directory.EnumerateDirectories(System.IO.Path.Combine(Repository, "client-samples")))
            .SelectMany(static folder => Directory.EnumerateFiles(folder, "*.md"))
            .Select(static file => System.IO.Path.GetRelativePath(Repository, file)),
    ];

    /// <summary>The path within the repository.</summary>
    public string Path { get; }

    public string Text { get; }

    /// <summary>The links, except those to other sites.</summary>
    public IEnumerable<string> Links => _document.Descendants<LinkInline>()
        .Select(static link => link.Url!)
        .Where(static url => !url.Contains("://", StringComparison.Ordinal));

    /// <summary>The anchors of the headings.</summary>
    public IEnumerable<string> Anchors => _document.Descendants<HeadingBlock>().Select(static heading => heading.GetAttributes().Id!);

    /// <summary>Code blocks in a language.</summary>
    public IEnumerable<string> CodeIn(string language)
    {
        return _document.Descendants<FencedCodeBlock>().Where(block => block.Info == language).Select(static block => block.Lines.ToString());
    }
}
