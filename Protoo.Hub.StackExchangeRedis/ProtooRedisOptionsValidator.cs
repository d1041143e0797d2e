using Microsoft.Extensions.Options;

namespace Protoo;

[OptionsValidator]
internal sealed partial class ProtooRedisOptionsValidator : IValidateOptions<ProtooRedisOptions>;
