using System.Text.RegularExpressions;

namespace Protoo.Tests.Docs;

/// <summary>The pages' links work, and the README is short enough to be read to its end.</summary>
public sealed partial class PagesTests
{
    public static TheoryData<string> Pages => [.. MarkdownPage.All];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_LeadToFilesAndHeadings(string path)
    {
        var page = new MarkdownPage(path);
        var broken = page.Links.Where(link => !Leads(page, link));
        Assert.Empty(broken);
    }

    [Fact]
    public void Readme_HasAtMost900Words()
    {
        Assert.InRange(Words().Count(new MarkdownPage("README.md").Text), 100, 900);
    }

    [Fact]
    public void Rights_AreThoseThatTheTestsUse()
    {
        var text = new MarkdownPage("docs/scale-out.md").Text;
        Assert.Contains($"ACL SETUSER protoo on >password {ScaleOut.RedisRightsTests.Rights}", text, StringComparison.Ordinal);
    }

    private static bool Leads(MarkdownPage from, string link)
    {
        var (path, anchor) = link.Split('#') is [var before, var after] ? (before, after) : (link, null);
        var file = path switch
        {
            "" => Path.Combine(MarkdownPage.Repository, from.Path),

            // In a published package, this is the repository's address.
            _ when path.StartsWith("repository/", StringComparison.Ordinal) => Path.Combine(MarkdownPage.Repository, path["repository/".Length..]),
            _ => Path.GetFullPath(Path.Combine(MarkdownPage.Repository, Path.GetDirectoryName(from.Path)!, path)),
        };
        return anchor is null
            ? Path.Exists(file)
            : File.Exists(file) && new MarkdownPage(Path.GetRelativePath(MarkdownPage.Repository, file)).Anchors.Contains(anchor);
    }

    [GeneratedRegex(@"\S+")]
    private static partial Regex Words();
}
