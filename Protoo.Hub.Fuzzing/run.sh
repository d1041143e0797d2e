#!/usr/bin/env bash
# Fuzzes all targets, or the named ones, with AFL++ (apt-get install afl++) on an instrumented copy of the assemblies. Keeps in the corpus
# what reaches more code, and what breaks a target. Fails if anything does.
#   Protoo.Hub.Fuzzing/run.sh [-s seconds for each target] [target…]
set -euo pipefail
cd "$(dirname "$0")"

seconds=120
while getopts s: option; do
  [[ $option == s ]] && seconds=$OPTARG
done
shift $((OPTIND - 1))
targets=("$@")
((${#targets[@]})) || mapfile -t targets < <(ls Corpus)

work=obj/fuzzing
rm -rf "$work"
dotnet tool restore >/dev/null
dotnet publish -c Release -p:BuildRoomPage=false -v quiet -o "$work/bin"
for assembly in Protoo.Hub Protoo.Hub.StackExchangeRedis Protoo.Hub.Server; do
  dotnet sharpfuzz "$work/bin/$assembly.dll"
done
dotnet sharpfuzz "$work/bin/Protoo.Hub.Fuzzing.dll" Protoo.Fuzzing.Targets

export AFL_SKIP_BIN_CHECK=1 AFL_NO_AFFINITY=1 AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_ALLOW_TMP=1
failed=0

# Keeps an input that breaks a target, for good.
keep() {
  local name
  name=Corpus/$1/found-$(sha1sum <"$2" | cut -c 1-12)
  cp "$2" "$name"
  echo "$1: $name breaks it"
  failed=1
}

for target in "${targets[@]}"; do
  run=("$(command -v dotnet)" "$work/bin/Protoo.Hub.Fuzzing.dll" "$target")
  found=$work/$target/default

  # The time limit is wide: an input that exceeds it ends the process, and the fuzzing of its target.
  if ! afl-fuzz -i "Corpus/$target" -o "$work/$target" -x tokens.dict -m none -t 10000 -V "$seconds" -- "${run[@]}" >"$work/$target.log" 2>&1; then
    tail -n 20 "$work/$target.log"
    keep "$target" "$found/.cur_input"
    continue
  fi

  for input in "$found"/crashes/id* "$found"/hangs/id*; do
    [[ ! -e $input ]] || keep "$target" "$input"
  done

  # Of all inputs, those are kept that together reach what all of them reach.
  mkdir "$work/$target/all"
  cp "Corpus/$target"/* "$found/queue"/id* "$work/$target/all"
  afl-cmin -i "$work/$target/all" -o "$work/$target/kept" -m none -t 10000 -- "${run[@]}" >>"$work/$target.log" 2>&1
  find "Corpus/$target" -type f ! -name 'found-*' -delete
  for input in "$work/$target/kept"/*; do
    name=$(sha1sum <"$input" | cut -c 1-12)
    [[ -e Corpus/$target/found-$name ]] || cp "$input" "Corpus/$target/$name"
  done
  awk -v target="$target" -v kept="$(ls "Corpus/$target" | wc -l)" \
    '{ of[$1] = $3 } END { printf "%s: %d executions, %d edges, %d inputs in the corpus\n", target, of["execs_done"], of["edges_found"], kept }' "$found/fuzzer_stats"
done
exit "$failed"
