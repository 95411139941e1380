# Deploys the release that this folder is part of: its zip, the core's stack, and the add-on watch.
#
#   module "case_insights_mcp" {
#     source     = "./package/terraform"
#     id         = "acme"
#     bucket     = "company-artifacts"
#     parameters = { AlarmEmail = "ops@example.com" }
#   }

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "id" {
  type        = string
  description = "The identifier of the Case Insights deployment."
}

variable "bucket" {
  type        = string
  description = "A bucket in the stack's region, for the function's zip."
}

variable "stack_name" {
  type        = string
  default     = "mcp-case-insights"
  description = "The name of the core's stack, and of the add-on's with -watch at its end."
}

variable "parameters" {
  type        = map(string)
  default     = {}
  description = "Parameters of template.yaml, by name."
}

variable "watch" {
  type        = bool
  default     = true
  description = "Whether dashboard, alarms and saved queries are deployed."
}

locals {
  release = "${path.module}/.."
  zip     = "${local.release}/function.zip"
}

resource "aws_s3_object" "code" {
  bucket = var.bucket
  # Named by its contents, so that another release is another object and CloudFormation updates the function.
  key    = "mcp-case-insights/${var.id}/${filesha256(local.zip)}.zip"
  source = local.zip

  lifecycle {
    # CloudFormation reads the object of the release before to roll back.
    create_before_destroy = true
  }
}

resource "aws_cloudformation_stack" "core" {
  name          = var.stack_name
  template_body = file("${local.release}/template.yaml")
  capabilities  = ["CAPABILITY_NAMED_IAM"]
  parameters = merge(var.parameters, {
    UniqueIdentifier = var.id
    CodeBucket       = aws_s3_object.code.bucket
    CodeKey          = aws_s3_object.code.key
  })
}

resource "aws_cloudformation_stack" "watch" {
  count = var.watch ? 1 : 0

  name          = "${var.stack_name}-watch"
  template_body = file("${local.release}/add-ons/watch.yaml")
  parameters = {
    UniqueIdentifier = var.id
    CoreStackName    = aws_cloudformation_stack.core.name
    StageName        = lookup(var.parameters, "StageName", "prod")
    AccessLogGroup   = lookup(aws_cloudformation_stack.core.outputs, "AccessLogGroup", "")
    AlarmTopic       = lookup(aws_cloudformation_stack.core.outputs, "AlarmTopic", "")
  }
}

output "endpoint" {
  value       = aws_cloudformation_stack.core.outputs["MCPServerEndpoint"]
  description = "URL for the bridge."
}

output "user_policy_arn" {
  value       = aws_cloudformation_stack.core.outputs["MCPUserPolicyArn"]
  description = "Policy of users and roles that may call."
}
