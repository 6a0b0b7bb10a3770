{{- define "tracker.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "tracker.selector" -}}
app: {{ include "tracker.fullname" . }}
{{- end -}}

{{- define "tracker.labels" -}}
{{ include "tracker.selector" . }}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{- define "tracker.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "tracker.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "tracker.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{- define "tracker.secret" -}}
{{- default (include "tracker.fullname" .) .Values.credential.secretName -}}
{{- end -}}

{{/* The arguments, as a JSON list. */}}
{{- define "tracker.args" -}}
{{- $args := list -}}
{{- with .Values.scope.namespaces }}{{- $args = concat $args (list "-namespace" (join "," .)) }}{{- end -}}
{{- with .Values.scope.excludeNamespaces }}{{- $args = concat $args (list "-exclude-namespaces" (join "," .)) }}{{- end -}}
{{- with .Values.workers }}{{- $args = concat $args (list "-workers" (toString .)) }}{{- end -}}
{{- if ne (int .Values.metricsPort) 9090 }}{{- $args = concat $args (list "-metrics-port" (toString .Values.metricsPort)) }}{{- end -}}
{{- concat $args .Values.extraArgs | toJson -}}
{{- end -}}

{{/* What may be read: in the cluster, or in a single namespace, where no Role lets anyone read namespaces. */}}
{{- define "tracker.rules" -}}
rules:
  # Without these it can't run.
  - apiGroups: [""]
    resources: ["pods"]
    verbs: ["get", "list", "watch"]
  # Of all others only the metadata is read. Leave out any of these, and whether such a workload exists is told by its pods.
  - apiGroups: ["apps"]
    resources: ["deployments", "replicasets", "daemonsets", "statefulsets"]
    verbs: ["get", "list", "watch"]
  - apiGroups: ["batch"]
    resources: ["jobs", "cronjobs"]
    verbs: ["get", "list", "watch"]
  - apiGroups: [""]
    resources: ["replicationcontrollers"]
    verbs: ["get", "list", "watch"]
{{- if eq . "Cluster" }}
  # Without it, a namespace can't opt out by the annotation deptracker.io/track: "false".
  - apiGroups: [""]
    resources: ["namespaces"]
    verbs: ["get", "list", "watch"]
{{- end }}
{{- end -}}
