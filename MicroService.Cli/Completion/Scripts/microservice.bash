# Completes microservice in bash. In ~/.bashrc: source <(microservice completion bash)
_microservice() {
    local line="${COMP_LINE:0:COMP_POINT}" word="$2" candidate
    COMPREPLY=()
    while IFS= read -r candidate; do
        if [[ -n "$candidate" && "$candidate" == "$word"* && ("$word" == -* || "$candidate" != [-/]*) ]]; then
            COMPREPLY+=("$candidate")
        fi
    done < <("$1" "[suggest:${#line}]" "$line" 2>/dev/null)
}

# Without a candidate, readline completes file names.
complete -o default -F _microservice microservice
