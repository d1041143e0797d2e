using System.Text.Json;

namespace Protoo.Tests.ScaleOut.Model;

/// <param name="Code">0 if it went well; else the code of the error; <see cref="Closed"/> if none came, for the connection is gone.</param>
/// <param name="Data">The data of the answer.</param>
internal sealed record ModelAnswer(int Code, JsonElement Data = default)
{
    public const int Closed = -1;

    public bool Ok => Code == 0;
}
