using Microsoft.Extensions.Options;

namespace Protoo;

[OptionsValidator]
internal sealed partial class ProtooOptionsValidator : IValidateOptions<ProtooOptions>;
