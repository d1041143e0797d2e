using System.Text.Json;

namespace Protoo.Tests.ScaleOut.Model;

/// <param name="Code">0 for success, or the error code; <see cref="Closed"/> if the connection ended without an answer.</param>
/// <param name="Data">The data of the answer.</param>
internal sealed record ModelAnswer(int Code, JsonElement Data = default)
{
    public const int Closed = -1;

    public bool Ok => Code == 0;
}
