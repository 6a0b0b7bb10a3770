#!/usr/bin/env bash
# Creates a self-contained folder with the program: a Java runtime of the modules in use, the jar, SQLite's native library (so
# that nothing is unpacked to /tmp, which may be mounted noexec), and the options of the JVM.
#
#   runtime.sh JAR FOLDER
set -euo pipefail

jar=$(realpath "$1")
folder=$2
here=$(cd "$(dirname "$0")" && pwd)
java_home=${JAVA_HOME:-$(dirname "$(dirname "$(realpath "$(command -v javac)")")")}

rm -rf "$folder"
mkdir -p "$folder"/{lib,bin}

modules=$("$java_home/bin/jdeps" --multi-release base --ignore-missing-deps --print-module-deps "$jar")
"$java_home/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages \
  --output "$folder/runtime"

cp "$jar" "$folder/lib/deployment-tracker.jar"

case $(uname -m) in
  x86_64 | amd64) architecture=x86_64 ;;
  aarch64 | arm64) architecture=aarch64 ;;
  *)
    echo "No SQLite library for the architecture $(uname -m)" >&2
    exit 1
    ;;
esac
(cd "$folder/lib" && "$java_home/bin/jar" --extract --file "$jar" \
  "org/sqlite/native/Linux/$architecture/libsqlitejdbc.so")
mv "$folder/lib/org/sqlite/native/Linux/$architecture/libsqlitejdbc.so" "$folder/lib/"
rm -r "$folder/lib/org"

cp "$here/../jvm.options" "$folder/lib/jvm.options"
cp "$here/deployment-tracker" "$folder/bin/deployment-tracker"
chmod 755 "$folder/bin/deployment-tracker" "$folder/lib/libsqlitejdbc.so"
