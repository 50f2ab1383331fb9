#compdef microservice
# Completes microservice in zsh. In ~/.zshrc, after compinit: source <(microservice completion zsh)
_microservice() {
    local line="${(j: :)words[1,CURRENT]}"
    local -a candidates
    candidates=(${(f)"$("$words[1]" "[suggest:${#line}]" "$line" 2>/dev/null)"})
    [[ "$PREFIX" == -* ]] || candidates=(${candidates:#[-/]*})
    (( $#candidates )) && compadd -a candidates || _files
}

compdef _microservice microservice
